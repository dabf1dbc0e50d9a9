"""Where a structure stands in a page: its number and the elements around it, for a reader to be led back to."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

MAX_STEPS = 60
SHOWN = 6  # the innermost elements; more says no more
_PLAIN = frozenset(
    ("div", "span", "center", "font", "tbody")
)  # say nothing, and come and go with every redesign
_OUTERMOST = frozenset(("html", "body", "-document", "-undef"))


def place_of(node: LexborNode, what: str, number: int) -> str:
    """ "table 2 in main#content > section": elements from the nearest one with a name of its own inwards.

    Neither classes nor positions among siblings are told: they change with every build of a page, and a place that
    changes by itself would make the same list look like another.
    """
    path = _around(node)
    return f"{what} {number} in {path}" if path else f"{what} {number}"


def _around(node: LexborNode) -> str:
    steps: list[str] = []
    current = node.parent
    for _ in range(MAX_STEPS):
        tag = current.tag if current is not None else None
        if current is None or tag is None or tag in _OUTERMOST:
            break
        name = current.attributes.get("id")
        if name and name.replace("-", "").replace("_", "").isalpha():
            steps.append(f"{tag}#{name}")
            break
        if tag not in _PLAIN:
            steps.append(tag)
        current = current.parent
    return " > ".join(reversed(steps[:SHOWN]))
