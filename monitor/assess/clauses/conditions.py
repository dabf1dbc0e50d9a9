"""What a clause says beside its periods: silence as acceptance, conditions, standstill."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.assess.clauses.sentences import Segment

_CONDITIONS = ("subscription", "region", "grounds")


def deemed_consent_of(segments: Sequence[Segment]) -> tuple[bool | None, tuple[int, int] | None]:
    """True where silence is acceptance, False where it is said not to be, with its place; None where nothing is said.

    "Silence shall not be deemed consent" and "deemed to have refused" use the words of acceptance for its opposite.
    """
    denied: tuple[int, int] | None = None
    for segment in segments:
        text = segment.text
        for match in segment.vocab.places("not_deemed", text):
            denied = denied or (segment.start, segment.end)
            text = text[: match.start()] + "." * len(match.group()) + text[match.end() :]
        if segment.vocab.has("deemed", text):
            return True, (segment.start, segment.end)
    return (False, denied) if denied else (None, None)


def conditions_of(segments: Sequence[Segment]) -> tuple[str, ...]:
    """What the right or the notice depends on, in the clause's own words."""
    found = [
        f"{name}: {match.group().strip()}"
        for name in _CONDITIONS
        for segment in segments
        for match in segment.vocab.places(name, segment.text)
    ]
    return tuple(dict.fromkeys(found))


def standstill_of(segments: Sequence[Segment]) -> bool:
    """Whether the change must wait until the window has closed."""
    return any(segment.vocab.has("standstill", segment.text) for segment in segments)
