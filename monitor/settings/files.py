"""What may stand in ``monitor.yaml`` and ``vendors.yaml``: the keys, their meaning and their defaults.

The JSON Schemas for editors are made from these classes; a key's description is what an editor shows.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from monitor.knowledge.speech import Language
from monitor.model import MOST_DEEMED, PeriodUnit, Receipt, RunsFrom, SourceKind, WorkingDays
from monitor.model import Field as ListField
from monitor.settings import cron
from monitor.settings.base import ContractPeriod, Id, Strict, WebAddress, Zone
from monitor.settings.route_files import AlertsFile
from monitor.settings.units import seconds

Duration = Annotated[
    float,
    BeforeValidator(seconds, json_schema_input_type=str | int | float),
    Field(description="A duration: 45s, 30m, 6h, 1d, or a number of seconds."),
]


class HintsFile(Strict):
    """How to read an odd page; every key is optional. `monitor extract --explain URL` proposes them."""

    selector: str | None = Field(None, description="CSS selector of the element that holds the list.")
    heading: str | None = Field(None, description="Text of the heading the list stands under.")
    table: int | None = Field(None, ge=1, description="Number of the table on the page, from 1.")
    columns: dict[str, ListField] = Field(default_factory=dict, description="Column heading -> field.")
    leave_out: list[str] = Field(default_factory=list, description="Headings of sections to leave out.")
    language: str | None = Field(None, description="Language of the page, e.g. de.")
    names_only: bool = Field(False, description="The list is bare names.")
    date_order: Literal["DMY", "MDY", "YMD"] | None = Field(None, description="How dates are written.")


class SourceFile(Strict):
    """One public document of a vendor."""

    url: str = Field(description="Address of the page or file.")
    kind: SourceKind = Field(SourceKind.LIST, description="list, dpa (contract terms) or policy (prose).")
    id: Id | None = Field(None, description="Name of the source within the vendor; by default its kind.")
    every: Duration | None = Field(None, description="Check interval, e.g. 6h.")
    cron: str | None = Field(None, description="Cron expression instead of an interval.")
    zone: Zone = Field("UTC", description="Time zone of the cron expression.")
    hints: HintsFile = Field(default_factory=HintsFile)  # type: ignore[arg-type]
    headers: dict[str, str] = Field(default_factory=dict, description="Further request headers.")
    allow_private: bool = Field(False, description="The address may lie on a private network.")
    confirm_after: Duration | None = Field(None, description="Wait before the second look at a change.")
    browser: bool | None = Field(
        None,
        description="Read the page through a headless browser: true (always) or false (never); by default where it "
        "turns out to be filled by script.",
    )

    @field_validator("url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not re.match(r"https?://[^\s/]+", value):
            raise ValueError(f"'{value}' is no web address; it must begin with http:// or https://")
        if "@" in re.split(r"[/?#]", value[value.index("//") + 2 :], maxsplit=1)[0]:
            raise ValueError(
                "a password in an address would stand in every report and alert; give it as a header instead: "
                'headers: {Authorization: "Basic ${NAME}"}'
            )
        return value

    @field_validator("cron")
    @classmethod
    def _is_cron(cls, value: str | None) -> str | None:
        if value is not None:
            cron.triggers(value)
        return value

    @field_validator("every")
    @classmethod
    def _not_too_often(cls, value: float | None) -> float | None:
        if value is not None and value < 1:
            raise ValueError("a check interval under one second is not possible")
        return value

    @model_validator(mode="after")
    def _one_schedule(self) -> SourceFile:
        if self.every is not None and self.cron is not None:
            raise ValueError("'every' and 'cron' exclude each other; keep one")
        return self


class TermsFile(Strict):
    """Notice and objection terms as signed. Typed in here they count as confirmed."""

    notice: ContractPeriod | None = Field(None, description="How long before a change the vendor tells us.")
    objection: ContractPeriod | None = Field(None, description="How long we may object.")
    runs_from: RunsFrom | None = Field(None, description="What starts the objection period.")
    deemed_consent: bool | None = Field(None, description="Silence is acceptance.")
    quote: str = Field("", description="The words of the contract.")
    confirmed_by: str | None = Field(None, description="Who read the contract.")
    inclusive: bool = Field(False, description="The first day counts ('beginning with').")
    roll: bool = Field(
        False, description="A last day on a weekend or holiday moves to the next business day."
    )
    standstill: bool = Field(False, description="No change may go live before the window closes.")
    working_days: WorkingDays | Literal["either"] = Field(
        WorkingDays.MON_FRI,
        description="What its business days are: mon_fri, mon_sat ('Werktage', BUrlG § 3(2)), or either where the word "
        "leaves it open; public holidays never count.",
    )
    clear_days: bool = Field(
        False,
        description="The notice is of clear days: neither the day of the notice nor that of the change counts.",
    )
    receipt: Receipt | None = Field(
        None,
        description="When a notice counts as received: on_arrival, or next_business_day where it comes after 17:00 "
        "or on a day of rest.",
    )
    deemed_received: ContractPeriod | None = Field(
        None, description="How long after its sending a notice counts as received, e.g. '2 business days'."
    )
    signed: date | None = Field(
        None, description="Day of signature, e.g. 2025-03-01; the terms apply from it."
    )
    valid_from: date | None = Field(
        None, description="Day from which these terms apply, where that is not the day of signature."
    )

    @model_validator(mode="after")
    def _fit_together(self) -> TermsFile:
        if self.clear_days and self.notice is None:
            raise ValueError(
                "'clear_days' is about the period of notice: write it under 'notice', or leave it out"
            )
        deemed = self.deemed_received
        if deemed is None:
            return self
        if deemed.unit in {PeriodUnit.WEEKS, PeriodUnit.MONTHS} or deemed.count > MOST_DEEMED:
            raise ValueError(
                f"'deemed_received: {deemed}' is no rule of receipt: write days or business days, 1 to {MOST_DEEMED}, "
                "e.g. '2 business days'"
            )
        if self.receipt is Receipt.ON_ARRIVAL:
            raise ValueError(
                "'receipt: on_arrival' and 'deemed_received' contradict each other: keep what the contract says"
            )
        return self


class ContractFile(Strict):
    """What letters must say of the agreement with a vendor."""

    reference: str = Field("", description="How the agreement is called, e.g. 'DPA of 3 May 2024, no. 4711'.")
    party: str = Field("", description="The vendor's legal name, where it is not its name here.")
    address: str = Field("", description="Postal address, lines apart.")
    objections_to: str = Field("", description="Mail address that the contract names for objections.")


class VendorFile(Strict):
    """A company we buy from."""

    id: Id = Field(description="Short name in lower case, e.g. acme-mail; it is the key in the store.")
    name: str = Field(min_length=1, max_length=200)
    sources: list[SourceFile] = Field(min_length=1)
    tags: list[str] = Field(default_factory=list, description="Words that alerts are routed by.")
    tier: int = Field(2, ge=1, le=3, description="1 is most important and raises severity.")
    critical_function: bool = Field(False, description="Supports a critical function (DORA).")
    products: list[str] = Field(default_factory=list)
    owner: str | None = None
    deputy: str | None = None
    team: str | None = Field(
        None, description="The part of our company that uses the vendor; routes may name it."
    )
    terms: TermsFile | None = None
    earlier_terms: list[TermsFile] = Field(
        default_factory=list, description="What was agreed before, each with 'signed' or 'valid_from'."
    )
    zone: Zone | None = Field(None, description="Time zone of the contract.")
    holidays: list[str] = Field(
        default_factory=list, description="Holiday calendars, e.g. DE-BY, GB-ENG, US."
    )
    contract: ContractFile = Field(default_factory=ContractFile)  # type: ignore[arg-type]

    @model_validator(mode="after")
    def _terms_in_order(self) -> VendorFile:
        if not self.earlier_terms:
            return self
        if self.terms is None:
            raise ValueError("'earlier_terms' without 'terms': write the terms of today under 'terms'")
        every = [*self.earlier_terms, self.terms]
        starts = [terms.valid_from or terms.signed for terms in every]
        known = [start for start in starts if start]
        if len(known) < len(every) or len(set(known)) < len(known) or max(known) != starts[-1]:
            raise ValueError(
                "with 'earlier_terms' every version needs its own 'signed' or 'valid_from' day, "
                "and that of 'terms' is the last"
            )
        return self


class DefaultsFile(Strict):
    """What holds for every source that does not say otherwise."""

    every: Duration = 6 * 3600.0
    confirm_after: Duration = 60.0
    browser: bool | None = None


class VendorsFile(Strict):
    """``vendors.yaml``: whom we watch."""

    defaults: DefaultsFile = Field(default_factory=DefaultsFile)
    vendors: list[VendorFile] = Field(default_factory=list)

    @field_validator("vendors", mode="before")
    @classmethod
    def _none_yet(cls, value: object) -> object:
        return [] if value is None else value  # "vendors:" with everything below it commented out


class FetchFile(Strict):
    """How pages are fetched."""

    concurrency: int = Field(50, ge=1, le=1000, description="Requests under way at once.")
    per_host: int = Field(2, ge=1, le=100, description="Requests under way at once to one host.")
    host_delay: Duration = Field(0.5, description="Least time between two requests to one host.")
    timeout: Duration = Field(60.0, description="Wall clock for one page, redirects included.")
    max_body_mb: float = Field(25, gt=0, le=500, description="A larger page is refused.")
    user_agent: str | None = Field(None, description="How we introduce ourselves.")
    contact: str | None = Field(
        None, description="Address or mail in our User-Agent, for vendors to reach us."
    )
    allow_networks: list[str] = Field(
        default_factory=list, description="Private networks every source may use, e.g. 10.20.0.0/16."
    )
    proxy: WebAddress | None = Field(None, description="Forward proxy, e.g. http://proxy.example:3128.")
    ca_file: str | None = Field(None, description="PEM file of further certificate authorities.")
    browsers: int = Field(1, ge=1, le=16, description="Browsers that may run at once, each some 300 MB.")
    browser_path: str | None = Field(
        None,
        description="The browser for sources with `browser: true`; by default the usual names are looked for.",
    )
    browser_sandbox: bool = Field(
        True, description="Chromium's own sandbox; off only where a container takes its place."
    )
    full_fetch_every: Duration = Field(
        86400.0, description="How often a page is fetched in full although the server says 'not modified'."
    )


class ExtractFile(Strict):
    """How documents are read."""

    processes: int = Field(2, ge=1, le=64, description="Most child processes that read documents at once.")
    timeout: Duration = Field(30.0, description="A document that takes longer is stopped.")
    memory_mb: int = Field(512, ge=64, description="A document that needs more is stopped.")


class ChecksFile(Strict):
    """When a change or a trouble is believed."""

    mass_removal_confirm_after: Duration = Field(
        6 * 3600.0, description="Second look when most rows vanish at once."
    )
    retry: Duration = Field(300.0, description="First retry after a failed check; doubles from there.")
    retry_cap: Duration = Field(6 * 3600.0, description="Longest wait between retries.")
    trouble_after: int = Field(3, ge=1, description="Failed checks in a row before 'source in trouble'.")
    trouble_repeat: Duration = Field(7 * 86400.0, description="How often a lasting trouble is told again.")
    tick: Duration = Field(5.0, description="How often the daemon looks for due checks.")


class ReviewFile(Strict):
    """What is asked of people beside decisions."""

    notice_missing_after: Duration = Field(
        5 * 86400.0, description="A page changed and no notice is logged: asked for once after this time."
    )
    notice_unanswered_after: Duration = Field(
        14 * 86400.0, description="A notice is logged and no page changed: told once after this time."
    )
    notice_max_mb: float = Field(25, gt=0, le=200, description="A larger file of a notice is refused.")


class LettersFile(Strict):
    """Who writes our letters. What is empty stands in the draft as a gap in square brackets."""

    company: str = Field("", description="Our company's legal name.")
    address: str = Field("", description="Our postal address, lines apart.")
    signatory: str = Field("", description="Who signs, with their office.")
    email: str = Field("", description="Mail address of the sender.")
    place: str = Field("", description="Place beside the date.")
    language: Literal["en", "de", "fr"] = Field("en", description="Language where none is named.")
    templates: str | None = Field(
        None, description="Folder of our own templates, relative to this file, e.g. letters."
    )


class EvidenceFile(Strict):
    """How what was recorded is made provable to others."""

    checkpoint_every: Duration = Field(
        86400.0,
        description="How often the ends of open spans are sealed and the head of the chain is written down.",
    )
    signing_key: str | None = Field(
        None,
        description="PEM file of an Ed25519 key that signs heads and exported evidence, relative to this file; "
        "`monitor evidence keygen` makes one.",
    )
    timestamp_url: WebAddress | None = Field(
        None,
        description="Address of a time-stamping authority (RFC 3161), asked after every change and checkpoint.",
    )
    timestamp_ca: str | None = Field(
        None, description="PEM file of the authority's certificates, relative to this file."
    )

    @model_validator(mode="after")
    def _checkable(self) -> EvidenceFile:
        if self.timestamp_url is not None and self.timestamp_ca is None:
            raise ValueError(
                "'timestamp_url' needs 'timestamp_ca': the file of certificates that its stamps are checked with"
            )
        return self


class MonitorFile(Strict):
    """``monitor.yaml``: how the service runs."""

    database: str = Field("sqlite:///var/monitor.sqlite3", description="SQLAlchemy address of the store.")
    data_dir: str = Field("var", description="Folder for reports and backups.")
    listen: str = Field("127.0.0.1:8080", description="Address of /healthz and /readyz.")
    public_url: WebAddress | None = Field(None, description="Address under which people reach this service.")
    zone: Zone = Field("UTC", description="Time zone of contracts that do not name one.")
    holidays: list[str] = Field(default_factory=list, description="Our own holiday calendars.")
    language: Language = Field(Language.ENGLISH, description="Language of reports: en, de or fr.")
    vendors: str = Field("vendors.yaml", description="The vendors file, relative to this file.")
    policy: str | None = Field(None, description="The policy file, relative to this file.")
    fetch: FetchFile = Field(default_factory=FetchFile)  # type: ignore[arg-type]
    extract: ExtractFile = Field(default_factory=ExtractFile)  # type: ignore[arg-type]
    checks: ChecksFile = Field(default_factory=ChecksFile)  # type: ignore[arg-type]
    alerts: AlertsFile = Field(default_factory=AlertsFile)  # type: ignore[arg-type]
    review: ReviewFile = Field(default_factory=ReviewFile)  # type: ignore[arg-type]
    letters: LettersFile = Field(default_factory=LettersFile)  # type: ignore[arg-type]
    evidence: EvidenceFile = Field(default_factory=EvidenceFile)  # type: ignore[arg-type]

    @field_validator("listen")
    @classmethod
    def _is_listen(cls, value: str) -> str:
        found = re.fullmatch(r"(?:\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})", value)
        if not found or int(found[1]) > 65535:
            raise ValueError(f"'{value}' is no address to listen on; write host:port, e.g. 127.0.0.1:8080")
        return value

    @field_validator("database")
    @classmethod
    def _is_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("write sqlite:///path/to/file.sqlite3 or postgresql://user:password@host/name")
        return value


def json_schema(which: Literal["monitor", "vendors"]) -> dict[str, Any]:
    """The JSON Schema of a configuration file, for editors."""
    model = MonitorFile if which == "monitor" else VendorsFile
    schema = model.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
