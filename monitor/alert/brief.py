"""An alert in words, before any channel: one headline, one lead sentence, facts, items, a quote and links.

Every kind of alert becomes the same ``Brief``, so that each channel needs one renderer. Days left are counted
here, at the time of sending. Texts are plain: a renderer escapes all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from monitor.alert.said import (
    act_by_fact,
    change_item,
    clause_quote,
    count_phrase,
    digest_item,
    duration,
    instant_of,
    lead_sentence,
    short_deadline,
    window_facts,
    window_notes,
)
from monitor.alert.shape import Action, Brief, Fact, Item
from monitor.knowledge.words import counted, day, instant, listed, plural, say
from monitor.model import Alert, AlertKind, Severity
from monitor.model.display import clip

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """The parts that differ between kinds; ``_brief`` adds what all share."""

    headline: str
    lead: str
    facts: tuple[Fact, ...] = ()
    items: tuple[Item, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()


def brief(alert: Alert, today: date) -> Brief:
    """The alert in words, as of ``today`` (a date in the reader's or the contract's zone)."""
    told = _TELLERS[alert.kind](alert.payload, today)
    payload: Payload = alert.payload
    vendor = payload.get("vendor") or {}
    quote = clause_quote(payload.get("clause")) if alert.kind in _ABOUT_REVISIONS else None
    return Brief(
        alert_id=alert.id,
        kind=alert.kind,
        severity=alert.severity,
        headline=told.headline,
        lead=told.lead,
        vendor=vendor.get("name"),
        facts=told.facts,
        items=told.items,
        left_out=told.left_out,
        notes=(*told.notes, *_next_step(payload, alert.kind)),
        quote=quote,
        actions=_actions(payload),
    )


_ABOUT_REVISIONS = {AlertKind.CHANGE, AlertKind.REMINDER, AlertKind.ESCALATION, AlertKind.OVERDUE}


def _next_step(payload: Payload, kind: AlertKind) -> tuple[str, ...]:
    """How to answer, where no link leads to it: a message without a next step is ignored."""
    if kind not in _ABOUT_REVISIONS or (payload.get("links") or {}).get("decide"):
        return ()
    key = payload["revision"]["public_id"]
    taken = f"To take it up: monitor alert ack {key} --by NAME. " if kind is not AlertKind.OVERDUE else ""
    return (f"{taken}To decide: monitor decide {key} STATE --by NAME --why REASON",)


def _change(payload: Payload, today: date) -> _Told:
    return _Told(
        headline=_change_headline(payload),
        lead=lead_sentence(payload, today),
        facts=_revision_facts(payload, today),
        items=tuple(change_item(change) for change in payload["changes"]),
        left_out=payload["changes_left_out"],
        notes=window_notes(payload),
    )


def _reminder(payload: Payload, today: date) -> _Told:
    told = _change(payload, today)
    if payload["reminder"]["rule"] == "notice_missing":
        lead = (
            "The page changed, and no notice of the vendor's is on record. If one arrived, its date may start the "
            "clock earlier than the page: look for it, and log it with “monitor notice add "
            f"{payload['vendor']['id']}”. {told.lead}"
        )
        return replace(told, headline=f"Did a notice arrive? {_change_headline(payload)}", lead=lead)
    return replace(told, headline=f"Reminder: {_vendor(payload)}, {short_deadline(payload, today)}")


def _escalation(payload: Payload, today: date) -> _Told:
    told = _change(payload, today)
    waited = payload["escalation"]["waited"]
    route = payload["escalation"].get("route")
    whom = f" of those told by “{route}”" if route else ""
    since = f" for {waited}" if waited else ""
    lead = f"Nobody{whom} has acknowledged this change{since}. {told.lead}"
    return replace(told, headline=f"Escalated: {_change_headline(payload)}", lead=lead)


def _overdue(payload: Payload, today: date) -> _Told:
    told = _change(payload, today)
    deemed = (payload.get("clause") or {}).get("deemed_consent")
    silence = " The clause reads silence as consent." if deemed else ""
    lead = f"The objection window closed without a decision.{silence} A letter can still reserve your rights."
    notes = tuple(note for note in told.notes if note != say("flags", "live_before_window_closes"))
    return replace(told, headline=f"Overdue: {_change_headline(payload)}", lead=lead, notes=notes)


def _trouble(payload: Payload, today: date) -> _Told:
    if own := payload.get("own"):
        facts = (Fact("Since", instant_of(own["since"])),)
        return _Told(own["headline"], own["detail"], facts, notes=tuple(own["advice"]))
    trouble = payload["trouble"]
    kind = say("source_kinds", payload["source"]["kind"]).lower()
    headline = f"{_vendor(payload)}: {kind} {_HEALTH_PHRASES.get(trouble['health'], 'is in trouble')}"
    if payload.get("repeat"):
        headline = f"Still in trouble: {headline}"
    last_good = trouble["last_good_at"]
    proof = (
        f"The last good check was {instant_of(last_good)}." if last_good else "No check has succeeded yet."
    )
    detail = trouble["detail"].rstrip(".") or "It could not be read"
    lead = f"{detail[:1].upper()}{detail[1:]}. {proof} Nothing was removed and the baseline stands."
    facts = (
        Fact("Since", instant_of(trouble["since"])),
        Fact("Failed checks", str(trouble["failures"])),
        *((Fact("Next check", instant_of(trouble["next_check_at"])),) if trouble["next_check_at"] else ()),
        Fact("Source", payload["source"]["url"]),
    )
    return _Told(headline, lead, facts)


_HEALTH_PHRASES = {
    "failing": "cannot be read",
    "broken": "has been unreadable for a while",
    "suspect": "shows something we do not believe",
    "blocked": "is blocked to us",
}


def _recovered(payload: Payload, today: date) -> _Told:
    trouble = payload["trouble"]
    since, until = datetime.fromisoformat(trouble["since"]), datetime.fromisoformat(payload["recovered_at"])
    kind = say("source_kinds", payload["source"]["kind"]).lower()
    length = duration((until - since).total_seconds())
    lead = f"The source was in trouble for {length}. A change in that time is dated within that gap."
    facts = (
        Fact("From", instant(since)),
        Fact("Until", instant(until)),
        Fact("Source", payload["source"]["url"]),
    )
    return _Told(f"{_vendor(payload)}: {kind} can be read again", lead, facts)


def _digest(payload: Payload, today: date) -> _Told:
    start, end = (datetime.fromisoformat(payload["period"][key]) for key in ("start", "end"))
    happened, waiting = payload["happened"], payload["open_windows"]
    changed = sum(1 for entry in happened if entry["kind"] == AlertKind.CHANGE.value)
    said = plural(changed, "change") if changed else "no change"
    headline = f"{day(start.date())} to {day(end.date())}: {said}, {_open_windows(len(waiting))}"
    if payload["quiet_reason"]:
        others = len(happened) - changed
        headline = f"After an outage: {said}" + (f" and {plural(others, 'other message')}" if others else "")
    checks = f"{plural(payload['checks'], 'check')} of {plural(payload['sources'], 'source')}"
    gap = payload["longest_gap_s"]
    failed = f"{payload['failed']:,} failed" if payload["failed"] else "none failed"
    longest = f"; longest gap {duration(gap)}" if gap is not None else ""
    lead = f"{checks}, {failed}{longest}." if payload["sources"] else ""
    if payload["quiet_reason"]:
        lead = f"{payload['quiet_reason']} {lead}".strip()
    items = [digest_item(entry, today) for entry in happened]
    items += [digest_item(entry, today, group="Waiting for a decision") for entry in waiting]
    return _Told(headline, lead, (), tuple(items), payload["happened_left_out"], tuple(payload["in_trouble"]))


def _open_windows(count: int) -> str:
    return plural(count, "open window") if count else "no open window"


def _test(payload: Payload, today: date) -> _Told:
    lead = f"This channel works. Sent {instant_of(payload['sent_at'])}. No reply is needed."
    return _Told("Test message from Sub-processor Monitor", lead)


_TELLERS: Mapping[AlertKind, Callable[[Payload, date], _Told]] = {
    AlertKind.CHANGE: _change,
    AlertKind.REMINDER: _reminder,
    AlertKind.ESCALATION: _escalation,
    AlertKind.OVERDUE: _overdue,
    AlertKind.SOURCE_TROUBLE: _trouble,
    AlertKind.SOURCE_RECOVERED: _recovered,
    AlertKind.DIGEST: _digest,
    AlertKind.TEST: _test,
}


def _vendor(payload: Payload) -> str:
    return clip(str(payload["vendor"]["name"]), 80)


def _change_headline(payload: Payload) -> str:
    return f"{_vendor(payload)}: {count_phrase(payload)}"


def _revision_facts(payload: Payload, today: date) -> tuple[Fact, ...]:
    vendor = payload["vendor"]
    revision = payload["revision"]
    facts = [*act_by_fact(payload, today), *window_facts(payload, today)]
    if vendor["products"]:
        facts.append(Fact("Product", listed(vendor["products"])))
    seen = (instant_of(revision["last_seen_before"]), instant_of(revision["first_seen_after"]))
    facts.append(Fact("Changed between", f"{seen[0].removesuffix(' UTC')} and {seen[1]}"))
    if baseline := payload.get("baseline"):
        facts.append(Fact("Against the approved list", _against(baseline)))
    if vendor["owner"]:
        facts.append(Fact("Owner", vendor["owner"]))
    facts.append(Fact("Decision", say("states", revision["state"])))
    return tuple(facts)


def _against(baseline: Payload) -> str:
    said = [counted(kind, count) for kind, count in baseline["counts"].items()]
    approved = instant_of(baseline["approved_at"])
    return f"{listed(said) if said else 'no difference'} (approved {approved} by {baseline['approved_by']})"


def _actions(payload: Payload) -> tuple[Action, ...]:
    links = payload.get("links") or {}
    wanted = (("Open the report", "report"), ("Record a decision", "decide"), ("Vendor's page", "source"))
    return tuple(Action(label, links[key], main=key == "report") for label, key in wanted if links.get(key))


def status(severity: Severity, kind: AlertKind) -> str:
    """The word a message is labelled with: what it is, or how much the change matters."""
    special = {
        AlertKind.DIGEST: "Digest",
        AlertKind.TEST: "Test",
        AlertKind.SOURCE_RECOVERED: "Recovered",
        AlertKind.OVERDUE: "Overdue",
    }
    return special.get(kind) or say("severities", severity.value)


def tone(severity: Severity, kind: AlertKind) -> str:
    """The colour of a message: one of ``red, orange, amber, blue, green, grey``."""
    if kind in {AlertKind.DIGEST, AlertKind.TEST}:
        return "grey"
    if kind is AlertKind.SOURCE_RECOVERED:
        return "green"
    if kind is AlertKind.OVERDUE:
        return "red"
    return {
        Severity.CRITICAL: "red",
        Severity.HIGH: "orange",
        Severity.MEDIUM: "amber",
        Severity.LOW: "blue",
        Severity.INFO: "grey",
    }[severity]
