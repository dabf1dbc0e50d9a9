"""Sentences of an alert: changes, deadlines and clauses, from the payload's plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from monitor.alert.shape import Fact, Item, Quote
from monitor.knowledge.words import (
    by_urgency,
    counted,
    day,
    day_range,
    days_left,
    field_label,
    instant,
    listed,
    plural,
    say,
)
from monitor.model import FIELD_CLAUSE, FIELD_COLUMN, FIELD_PARAGRAPH, ChangeKind, Severity, SourceKind
from monitor.model.display import clip

Payload = Mapping[str, Any]


_NOTES_MAX = 4  # the report holds them all


def day_of(value: object) -> date | None:
    """An ISO day of the payload, or None."""
    return date.fromisoformat(value) if isinstance(value, str) else None


def instant_of(value: str) -> str:
    """An ISO instant of the payload in words."""
    return instant(datetime.fromisoformat(value))


def duration(seconds: float) -> str:
    """A length of time in its two largest sensible units, e.g. ``25 h``, ``3 days 4 h``, ``40 min``."""
    minutes = round(seconds / 60)
    days, hours = divmod(round(minutes / 60), 24)
    if minutes < 90:
        return f"{minutes} min"
    if days < 2:
        return f"{round(minutes / 60)} h"
    return f"{plural(days, 'day')} {hours} h" if hours else plural(days, "day")


def count_phrase(payload: Payload) -> str:
    """What changed, in one phrase: by name where it is one change, counted where it is many."""
    changes, counts = payload["changes"], payload["counts"]
    if sum(counts.values()) == 1 and changes:
        if changes[0]["field"] == FIELD_CLAUSE and (named := _clause_phrase(changes[0])):
            return named
        item = change_item(changes[0])
        return f"{item.verb} {item.subject}" if item.verb else item.subject[:1].lower() + item.subject[1:]
    clauses = [change for change in changes if change["field"] == FIELD_CLAUSE]
    named = _clause_phrase(clauses[0]) if len(clauses) == 1 == counts.get(FIELD_CLAUSE) else ""
    return listed(
        named if named and kind == FIELD_CLAUSE else counted(kind, count) for kind, count in counts.items()
    )


def _clause_phrase(change: Payload) -> str:
    """A changed term with both its values, e.g. ``objection period 30 calendar days → 14 calendar days``."""
    before, after = change["before"] or "nothing", change["after"] or "nothing"
    if not change["name"] or len(before) > 60 or len(after) > 60:
        return ""
    return f"{change['name'][:1].lower()}{change['name'][1:]} {before} → {after}"


def change_item(change: Payload) -> Item:
    """One change as an item of the message."""
    verb, subject = _title(change)
    label = field_label(change["field"]) if change["field"] else ""
    shown = change["details"][:1] if change["kind"] == ChangeKind.REMOVED.value else change["details"]
    details = tuple(Fact(field_label(entry["field"]), entry["text"]) for entry in shown)
    facts = change["facts"]
    adequacy = facts.get("geo_after")
    if adequacy:
        details = (*details, Fact("Adequacy", adequacy))
    if change["group"]:
        details = (*details, Fact("Section", change["group"]))
    notes = list(change["notes"])
    if change["kind"] == ChangeKind.RENAMED.value and change["proven"] is False:
        notes.append("The page does not prove that both names are the same company.")
    if change["others"]:
        notes.append(f"Together with: {listed(change['others'])}")
    return Item(
        verb=verb,
        subject=subject,
        label=label,
        before=change["before"] if change["field"] else None,
        after=change["after"] if change["field"] else None,
        severity=Severity(change["severity"]),
        why=_why(change),
        details=details,
        notes=tuple(notes),
    )


def _title(change: Payload) -> tuple[str, str]:
    kind, name, field = change["kind"], change["name"], change["field"]
    if field == FIELD_CLAUSE:
        short = len(change["before"] or "") <= 60 and len(change["after"] or "") <= 60
        return "", f"{name} changed" if name and short else "Notice and objection terms changed"
    if field == FIELD_PARAGRAPH:
        return "", f"Wording changed under “{clip(name, 80)}”" if name else "Wording changed"
    if field == FIELD_COLUMN:
        return "column", f"“{clip(name, 80)}” changed"
    if kind == ChangeKind.RENAMED.value and change["before_name"]:
        return "renamed", f"{change['before_name']} → {name}"
    if kind == ChangeKind.CHANGED.value and field:
        label = field_label(field)
        return f"{label.lower() if label != field else label} changed for", name
    if kind == ChangeKind.ADDED.value:
        return "new sub-processor", name
    return say("kinds", kind).lower(), name


def _why(change: Payload) -> str:
    reason = change["reason"] or ""
    if not change["rule"]:
        return reason
    raised = f", raised by {listed(change['raised_by'])}" if change["raised_by"] else ""
    return f"{reason} (rule {change['rule']}{raised})".strip()


def deadline_range(window: Payload) -> tuple[date | None, date | None]:
    """The earliest and the latest deadline."""
    return day_of(window["deadline"]["earliest"]), day_of(window["deadline"]["latest"])


def lead_sentence(payload: Payload, today: date) -> str:
    """Act by when, window between what, because of what. Never one bare date."""
    window = payload.get("window")
    if window is None:
        if payload["source"]["kind"] != SourceKind.LIST.value:
            return "A change of this document starts no objection period of its own. Read what it means for yours."
        if payload.get("clause") is None:
            return "No objection clause is on file for this vendor, so no deadline can be counted."
        return "No objection window follows from this change."
    earliest, latest = deadline_range(window)
    act_by = day_of(window["act_by"])
    known = [d for d in (earliest, latest) if d]
    if not known:
        return "The clause gives no countable objection period. Ask for the notice and decide soon."
    between = f"The objection window closes {_between(known)}"
    because = _because(payload.get("clause"))
    act = f"Act by {day(act_by)} ({days_left(act_by, today)}). " if act_by else ""
    if latest and latest < today:
        act = ""
        between = f"The objection window closed {_between(known)}"
    return f"{act}{between}{because}."


def _between(known: list[date]) -> str:
    first, last = known[0], known[-1]
    return f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"


def _because(clause: Payload | None) -> str:
    if not clause or not clause["objection"]:
        return ""
    start = say("runs_from", clause["runs_from"]) if clause["runs_from"] else "notice"
    unconfirmed = "" if clause["confirmed_by"] else ", a reading nobody has confirmed"
    return f": {clause['objection']} from {start}{unconfirmed}"


def short_deadline(payload: Payload, today: date) -> str:
    """The deadline in a headline."""
    window = payload.get("window") or {}
    earliest, latest = deadline_range(window) if window else (None, None)
    if earliest and today < earliest:
        return f"objection window closes {days_left(earliest, today)}"
    if earliest and today == earliest:
        return "objection window may close today"
    if latest and today <= latest:
        return f"objection window may have closed, at the latest {days_left(latest, today)}"
    return "objection window has closed" if latest else "a decision is open"


def act_by_fact(payload: Payload, today: date) -> tuple[Fact, ...]:
    """The one date to act on, with the days left."""
    act_by = day_of((payload.get("window") or {}).get("act_by"))
    return (Fact("Act by", f"{day(act_by)}, {days_left(act_by, today)}", strong=True),) if act_by else ()


def window_facts(payload: Payload, today: date) -> tuple[Fact, ...]:
    """Deadline bounds, the vendor's claim, and the first day the change may be live; a day gone by says so."""
    window = payload.get("window")
    if not window:
        return ()
    facts = []
    known = [d for d in deadline_range(window) if d]
    if known:
        facts.append(Fact("Deadline", day_range(known[0], known[-1])))
    if claimed := day_of(window["deadline"]["claimed"]):
        facts.append(Fact("Vendor may claim", day(claimed)))
    if live := day_of(window["engagement_earliest"]):
        facts.append(Fact("May be live from", day(live)))
    prevent = day_of(window["prevent_by"])
    if prevent and not (known and known[-1] <= prevent):  # else the deadline is the day that counts
        passed = ", passed" if prevent < today else ""
        facts.append(Fact("To prevent it, object by", f"{day(prevent)}{passed}"))
    return tuple(facts)


def window_notes(payload: Payload) -> tuple[str, ...]:
    """Warnings about the window, short notice first, then those of reading the page."""
    window = payload.get("window") or {}
    notes = [say("breaches", window["breach"])] if window.get("breach") else []
    notes += [say("flags", flag) for flag in by_urgency("flags", window.get("flags", ()))[:_NOTES_MAX]]
    return tuple(note for note in (*notes, *payload.get("warnings", ())[:2]) if note)


def clause_quote(clause: Payload | None) -> Quote | None:
    """The clause as quoted, with what stands behind the reading."""
    if not clause or not clause["quote"]:
        return None
    by = f"confirmed by {clause['confirmed_by']}" if clause["confirmed_by"] else "unconfirmed reading"
    where = f", {clause['where']}" if clause["where"] else ""
    return Quote(clause["quote"], f"Contract clause{where}, {by}")


def digest_item(entry: Payload, today: date, group: str = "Happened") -> Item:
    """One line of a digest."""
    vendor = (entry.get("vendor") or {}).get("name", "")
    url = (entry.get("links") or {}).get("report") or (entry.get("links") or {}).get("source")
    if entry.get("own"):
        verb, subject = "", entry["own"]["headline"]
    elif entry.get("trouble"):
        verb = "recovered" if entry["kind"] == "source_recovered" else "source in trouble"
        subject = f"{vendor}: {entry['trouble']['detail']}" if verb != "recovered" else vendor
    else:
        only = entry.get("only_change")
        changes = [only] if only else []
        said = count_phrase({"changes": changes, "counts": entry.get("counts") or {}})
        verb, subject = "", f"{vendor}: {said}"
    act_by = day_of((entry.get("window") or {}).get("act_by"))
    facts = (Fact("Act by", f"{day(act_by)}, {days_left(act_by, today)}"),) if act_by else ()
    return Item(verb, subject, severity=Severity(entry["severity"]), details=facts, group=group, url=url)
