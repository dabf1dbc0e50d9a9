"""The values between an alert's payload and a channel's bytes."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import AlertKind, Severity


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value. ``strong``: the one thing to read."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One change (or one line of a digest).

    title: what happened to what, split so that a channel may set the name apart: verb and subject.
    before, after: the texts of a changed field, under ``label``. why: the reason with its rule.
    group: heading the item stands under. url: where the item leads.
    """

    verb: str
    subject: str
    label: str = ""
    before: str | None = None
    after: str | None = None
    severity: Severity = Severity.INFO
    why: str = ""
    details: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()
    group: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a contract, and what we take them to mean."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Action:
    """A link with its label. ``main``: the one most readers want."""

    label: str
    url: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """An alert in words; see ``monitor.alert.brief``. All texts plain and unescaped."""

    alert_id: str
    kind: AlertKind
    severity: Severity
    headline: str
    lead: str
    vendor: str | None = None
    facts: tuple[Fact, ...] = ()
    items: tuple[Item, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()
    quote: Quote | None = None
    actions: tuple[Action, ...] = ()
    duplicate: bool = False  # may have arrived before: said in the message

    @property
    def subject(self) -> str:
        """One line for a subject or a title."""
        return f"[Possible duplicate] {self.headline}" if self.duplicate else self.headline
