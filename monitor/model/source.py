"""What we watch: vendors, their public documents, and how to read and reach them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.model.clause import ClauseTerms
from monitor.model.listing import Field


class SourceKind(StrEnum):
    """What a watched document is; decides how it is read and compared."""

    LIST = "list"  # a list of sub-processors: read as rows
    DPA = "dpa"  # contract terms: read as paragraphs and clauses
    POLICY = "policy"  # other prose: read as paragraphs


class Relationship(StrEnum):
    """Who a sub-processor is to the vendor."""

    THIRD_PARTY = "third_party"
    AFFILIATE = "affiliate"


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person tells extraction about an odd page. Every field is optional.

    selector: CSS selector of the element that holds the list.
    heading: text of the heading the list stands under.
    table: number of the table on the page, counted from 1.
    columns: column heading (as written) -> canonical field.
    leave_out: headings of sections that are not part of the list.
    language: BCP 47 code of the page's language, e.g. ``de``.
    names_only: the list is bare names, without any other field.
    date_order: ``DMY``, ``MDY`` or ``YMD``, for ambiguous dates.
    """

    selector: str | None = None
    heading: str | None = None
    table: int | None = None
    columns: Mapping[str, Field] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    language: str | None = None
    names_only: bool = False
    date_order: str | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a source is checked: every ``interval_s`` seconds, or by ``cron`` in ``zone`` (an IANA name).

    Exactly one of the two is given.
    """

    interval_s: int | None = 6 * 3600
    cron: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Source:
    """One public document of a vendor that we watch.

    id: ``<vendor id>/<name>``, unique, stable: it is the key in the store.
    allow_private: may live on a private network (named by a person; the address guard obeys it).
    confirm_after_s: seconds until the second look at a change; 0 looks again at once.
    browser: read through a headless browser: always (True), never (False), or where the page turns out to be filled
    by script (None).
    """

    id: str
    vendor_id: str
    url: str
    kind: SourceKind = SourceKind.LIST
    schedule: Schedule = field(default_factory=Schedule)
    hints: Hints = field(default_factory=Hints)
    headers: Mapping[str, str] = field(default_factory=dict)
    allow_private: bool = False
    confirm_after_s: int = 60
    browser: bool | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """What letters must say of the agreement with a vendor.

    reference: how the agreement is called, e.g. ``DPA of 3 May 2024, no. 4711``. party: the legal name, where it
    is not its name here. address: postal, lines apart. objections_to: the mail address that the contract names for
    objections.
    """

    reference: str = ""
    party: str = ""
    address: str = ""
    objections_to: str = ""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A company we buy from.

    tags: free words that alerts are routed by. tier: 1 (most important) to 3; tier 1 raises severity.
    critical_function: supports a critical or important function in DORA's sense; raises severity.
    terms: the clause as signed or confirmed by a person; None until somebody did.
    earlier_terms: what was agreed before, each with the date from which it applied.
    owner, deputy: who is reminded (an e-mail address or a name).
    contract: what letters say of the agreement. team: the part of our company that uses the vendor.
    """

    id: str
    name: str
    sources: tuple[Source, ...]
    tags: frozenset[str] = frozenset()
    tier: int = 2
    critical_function: bool = False
    products: tuple[str, ...] = ()
    owner: str | None = None
    deputy: str | None = None
    terms: ClauseTerms | None = None
    zone: str | None = None
    holidays: tuple[str, ...] = ()
    earlier_terms: tuple[ClauseTerms, ...] = ()
    contract: Contract = field(default_factory=Contract)
    team: str | None = None
