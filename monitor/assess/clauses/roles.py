"""What a period is for: notice of a change, objection to it, or a duty that is none of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.assess.clauses.periods import NOUN, Direction, Mention
from monitor.assess.clauses.sentences import Segment
from monitor.model import RunsFrom

REACH = 110  # characters behind a period in which its starting event is named
COMMA = 40  # a comma between a verb and a period counts as so many characters of distance
BEHIND = 12  # a word behind a period governs it less than one before it, save where verbs stand last
FAR = 10_000
ELLIPSIS = 70  # characters of a piece of a sentence that leaves its verb to another piece
LEAD_REACH = 90  # characters between a period and the change it delays
NEAR = 60  # characters within which a word of another duty claims a period
_ANCHORS = (
    ("receipt", RunsFrom.RECEIPT),
    ("posting", RunsFrom.POSTING),
    ("notice", RunsFrom.NOTICE),
    ("list_update", RunsFrom.LIST_UPDATE),
    ("engagement", RunsFrom.ENGAGEMENT),
)


class Role(StrEnum):
    """What a period is for."""

    NOTICE = "notice"
    OBJECTION = "objection"


class Subject(StrEnum):
    """How surely a sentence speaks of sub-processors."""

    NAMED = "named"  # it says so
    CARRIED = "carried"  # the sentences around it, or the heading, say so
    WEAK = "weak"  # a short excerpt that speaks of additions or of a list, and of nothing else
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """A period with its role. strength: 0 to 1, how well the words bear it out."""

    mention: Mention
    role: Role
    strength: float
    runs_from: RunsFrom | None = None


def read_mention(mention: Mention, subject: Subject, earlier: str, sentence: str) -> Reading | None:
    """The role of one period; None where it is not one of ours.

    earlier: what stands directly before its segment; sentence: the whole sentence it stands in; both plain.
    """
    if subject is Subject.NONE:
        return None
    segment = mention.segment
    if segment.vocab.has("money", sentence) and not segment.vocab.has("change", sentence):
        return None
    if mention.direction is Direction.BACKWARD:
        found = _as_notice(mention, sentence)
    else:
        found = _as_objection(mention, earlier) or _as_lead(mention)
    if found is None:
        return None
    if (
        subject is Subject.WEAK
        and found.role is Role.OBJECTION
        and not segment.vocab.has("object", segment.text)
    ):
        return None
    return replace(
        found, strength=found.strength * {Subject.NAMED: 1.0, Subject.CARRIED: 0.95}.get(subject, 0.7)
    )


def distance(mention: Mention, cue: str, *, skip: int = 0, left_only: bool = False) -> int:
    """How far the nearest word of a kind is from a period, in characters, commas counting more.

    skip: so many characters directly behind the period do not count: they name the event it runs from.
    """
    text = mention.segment.text
    behind = 0 if mention.segment.vocab.verb_final else BEHIND
    found = []
    for match in mention.segment.vocab.places(cue, text):
        if match.start() < mention.start:
            found.append(_width(text[match.end() : mention.start]))
        elif match.start() >= mention.end + skip and not left_only:
            found.append(_width(text[mention.end + skip : match.start()]) + behind)
    return min(found, default=FAR)


def _width(gap: str) -> int:
    return len(gap) + COMMA * gap.count(",")


def _told_by_customer(mention: Mention) -> bool:
    """ "Customer shall notify Provider 30 days before …": what the customer announces is none of our changes."""
    vocab, text = mention.segment.vocab, mention.segment.text
    told = [match.start() for match in vocab.places("notify", text)]
    spans = [match.span() for match in vocab.places("told_by_customer", text)]
    return bool(told and spans) and all(any(start <= at < end for start, end in spans) for at in told)


def _as_notice(mention: Mention, sentence: str) -> Reading | None:
    segment, vocab = mention.segment, mention.segment.vocab
    if _told_by_customer(mention):
        return None
    behind = mention.right
    names_subject = _names_subject(mention)
    noun = vocab.notice_right.match(behind)  # "30 days' notice" is no verb of telling by itself
    notify = distance(mention, "notify", skip=noun.end() if noun else 0)
    says_notice = noun or vocab.notice_left.search(mention.left[-NOUN:])
    strength = 0.95 if vocab.has("subject", segment.text) else 0.9
    if notify == FAR and not says_notice:
        # "merged 30 days before it goes live": no verb of telling that we know, yet a lead before a change. Or an
        # elliptic piece of a sentence: "… are announced 60 days ahead; for others, 14 days ahead".
        elliptic = len(segment.text.strip()) <= ELLIPSIS and vocab.has("notify", sentence)
        if not (elliptic or _is_lead_before_change(mention)):
            return None
        strength = 0.85 if elliptic else 0.7
    ends_before = any(match.start() < mention.start for match in vocab.places("terminate", segment.text))
    end = distance(mention, "terminate", left_only=ends_before)
    if end < FAR and not names_subject and not _told_between(mention, "terminate"):
        return None
    if vocab.has("audit", segment.text) and not vocab.has("change", segment.text):
        return None
    before_change = vocab.has("change", behind[:NEAR]) or vocab.has("lead", behind[:NEAR])
    if distance(mention, "other") < min(notify, NEAR) and not (names_subject or before_change):
        return None
    if vocab.has("other", behind[:60]) and not vocab.has("subject", segment.text):
        return None
    if distance(mention, "object", left_only=True) < min(notify, 30):
        return None  # "object at least 5 days before": no period of notice
    return Reading(mention, Role.NOTICE, strength)


def _is_lead_before_change(mention: Mention) -> bool:
    vocab, text = mention.segment.vocab, mention.segment.text
    if not vocab.has("subject", text) or not (vocab.has("change", text) or vocab.has("lead", text)):
        return False
    return (
        not any(vocab.has(cue, text) for cue in ("object", "terminate", "audit"))
        and distance(mention, "other") > 60
    )


def _names_subject(mention: Mention) -> bool:
    """Whether what is told in advance, named behind the period, is a sub-processor: "30 days' notice of any new …"."""
    vocab, behind = mention.segment.vocab, mention.right
    named = vocab.cues["subject"].search(behind)
    return named is not None and not vocab.has("object", behind[: named.start()])


def _told_between(mention: Mention, cue: str) -> bool:
    """Whether a new statement begins between the last word of a kind and the period; or the word stands behind it."""
    vocab, text = mention.segment.vocab, mention.segment.text
    places = vocab.places(cue, text)
    before = [match for match in places if match.start() < mention.start]
    if before:
        # "terminate, with a notice of 30 days": the notice is how it is terminated, and tells nothing new.
        noun = vocab.notice_left.search(mention.left[-NOUN:])
        until = noun.start() + max(0, mention.start - NOUN) if noun else mention.start
        between = text[before[-1].end() : until]
        return vocab.has("notify", between) and "," in between
    # Verb-final languages end the contract behind the period; elsewhere what stands behind belongs to the sequel.
    between = text[mention.end : places[0].start()] if places else ""
    return "," in between or len(between) > 60 or vocab.has("notify", between)


def _as_objection(mention: Mention, earlier: str) -> Reading | None:
    segment, vocab = mention.segment, mention.segment.vocab
    if vocab.not_ours.match(mention.right) or (
        vocab.has("audit", segment.text) and not vocab.has("subject", segment.text)
    ):
        return None
    anchor, span = anchor_of(mention)
    objecting = distance(mention, "object", skip=span)
    duty = distance(mention, "other", skip=span)
    ending = distance(mention, "terminate", skip=span)
    if objecting < FAR:
        if objecting <= min(duty, ending):
            strength = 0.97 if anchor else 0.9
        elif anchor and (objecting < 200 or duty > 60):
            strength = 0.75
        else:
            return None
        if anchor is None and _after_condition(mention):
            return None
        return Reading(mention, Role.OBJECTION, strength, anchor or _clock_of_segment(mention))
    if anchor is None or duty < 60:
        return None
    if ending < FAR or vocab.has("approve", segment.text):
        return Reading(mention, Role.OBJECTION, 0.6, anchor)
    if vocab.has("object", earlier) and duty == FAR and not vocab.has("lead", segment.text):
        return Reading(mention, Role.OBJECTION, 0.6, anchor)
    return None


def _after_condition(mention: Mention) -> bool:
    """ "If Customer objects, the parties have 30 days …": the objection is a condition, not what the time is for."""
    vocab, text = mention.segment.vocab, mention.segment.text
    places = vocab.places("object", text)
    opening = vocab.cues["upon"].match(text.lstrip(" \n(\"'"))
    if opening and len(places) == 1 and places[0].end() <= mention.start and places[0].start() < NEAR:
        return True
    if not all(match.end() <= mention.start and "," in text[match.end() : mention.start] for match in places):
        return False
    return (
        vocab.cues["conditional"].match(text.lstrip(" \n(\"'").removeprefix("and ").removeprefix("und "))
        is not None
    )


def _as_lead(mention: Mention) -> Reading | None:
    """ "takes effect 30 days after posting": a period of notice, told from its other end."""
    vocab = mention.segment.vocab
    anchor, _ = anchor_of(mention)
    if anchor is None or mention.segment.vocab.not_ours.match(mention.right):
        return None
    lead = distance(mention, "lead")
    if lead < LEAD_REACH and lead <= min(distance(mention, "other"), distance(mention, "terminate")):
        return Reading(mention, Role.NOTICE, 0.6) if not vocab.has("object", mention.segment.text) else None
    return None


def anchor_of(mention: Mention) -> tuple[RunsFrom | None, int]:
    """The event a period runs from, and how much of what stands behind the period names it."""
    vocab = mention.segment.vocab
    if vocab.after.match(mention.right):
        near = mention.right if len(mention.right) <= REACH else mention.right[:REACH].rpartition(" ")[0]
        span = re.split(r"[,;:)]\s|\.\s", near)[0]
        found = _first_event(vocab_text=span, segment=mention.segment)
        if found:
            return found, len(span) if not vocab.has("object", span) else _before_object(
                mention.segment, span
            )
    left = mention.left
    for opening in reversed(vocab.places("since", left)) if not vocab.anchor_left else []:
        piece = left[opening.start() : opening.start() + 80]
        found = _first_event(vocab_text=re.split(r"[;]", piece)[0], segment=mention.segment)
        if found and not vocab.has("object", piece.split(",")[0]):
            return found, 0
    if vocab.anchor_left:
        return next((event for cue, event in _ANCHORS if vocab.has(cue, left[-40:])), None), 0
    return None, 0


def _first_event(*, vocab_text: str, segment: Segment) -> RunsFrom | None:
    """The event named first; "receipt of the notice" is receipt, "notice of the update" is notice."""
    places = [
        (match.start(), rank, event)
        for rank, (cue, event) in enumerate(_ANCHORS)
        if (match := segment.vocab.cues[cue].search(vocab_text))
    ]
    events = {event for _, _, event in places}
    if not places:
        return None
    first = min(places)[2]
    # "after the change to the list is posted": the change is named, its posting starts the clock.
    return RunsFrom.POSTING if first is RunsFrom.LIST_UPDATE and RunsFrom.POSTING in events else first


def _before_object(segment: Segment, span: str) -> int:
    return segment.vocab.places("object", span)[0].start()


def _clock_of_segment(mention: Mention) -> RunsFrom | None:
    """Where no event stands beside the period: the vendor's telling in the same breath, before the objection."""
    vocab = mention.segment.vocab
    told = vocab.places("notify", mention.segment.text)
    objected = vocab.places("object", mention.segment.text)
    if not told or not objected:
        return None
    if told[0].start() < objected[0].start():
        return RunsFrom.NOTICE
    behind = mention.segment.text[objected[-1].end() :]
    return RunsFrom.NOTICE if vocab.has("told_by_vendor", behind) else None
