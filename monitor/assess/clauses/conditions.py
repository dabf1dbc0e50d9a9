"""What a clause says beside its periods: silence as acceptance, conditions, standstill."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.assess.clauses.sentences import Segment

_CONDITIONS = ("subscription", "region", "grounds")


def deemed_consent_of(segments: Sequence[Segment]) -> tuple[bool | None, tuple[int, int] | None]:
    """True where silence is acceptance, with its place; None where the text does not say."""
    for segment in segments:
        if segment.vocab.has("deemed", segment.text):
            return True, (segment.start, segment.end)
    return None, None


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
