"""A company's own rules on top of the general ones: ``config/policy.yaml``, parsed and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from monitor.assess.geography import Regime
from monitor.knowledge import load
from monitor.knowledge.mistakes import mistakes
from monitor.model import Severity


class PolicyError(Exception):
    """The policy file cannot be used. Every line of the text names file, line, what is wrong and how to mend it."""


@cache
def _known_places() -> frozenset[str]:
    regions = {*load("places")["regions"], *load("places")["phrases"]}
    return frozenset({*load("places_names")["names"], *regions})


@cache
def _known_rules() -> frozenset[str]:
    return frozenset(rule["id"] for rule in load("severity_rules")["rules"])


def _place(code: str) -> str:
    if code.upper() == "UK":
        return "GB"
    if code.upper() not in _known_places():
        raise ValueError(f"'{code}' is no country code: write two letters of ISO 3166-1, e.g. RU")
    return code.upper()


def _rule(rule: str) -> str:
    if rule not in _known_rules():
        raise ValueError(f"there is no rule '{rule}'; `monitor knowledge severity_rules` lists them")
    return rule


def _word(name: str) -> str:
    if not any(c.isalnum() for c in name):
        raise ValueError("a name needs at least one letter or digit")
    return name


class Policy(BaseModel):
    """What a company decided for itself. An empty policy changes nothing.

    regime: whose law of transfers judges a place. banned_countries: a place there is critical.
    watched_names: companies that are always high. tiers: vendor id -> 1 to 3, over the vendor's own.
    critical_functions: ids of vendors that support a critical or important function (DORA article 3(22)).
    levels: rule id -> level, in place of the rule's own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    regime: Regime = Regime.EU
    banned_countries: frozenset[Annotated[str, AfterValidator(_place)]] = frozenset()
    watched_names: tuple[Annotated[str, AfterValidator(_word)], ...] = ()
    tiers: Mapping[str, Annotated[int, Field(ge=1, le=3)]] = Field(default_factory=dict)
    critical_functions: frozenset[str] = frozenset()
    levels: Mapping[Annotated[str, AfterValidator(_rule)], Severity] = Field(default_factory=dict)


def load_policy(text: str, filename: str = "policy.yaml") -> Policy:
    """Parse and check a policy. An empty text is the empty policy.

    Raises PolicyError with one line per mistake: ``policy.yaml:7: levels.…: what is wrong``.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise PolicyError(f"{filename}:{line}: not readable as YAML: {problem}") from error
    except (ValueError, RecursionError) as error:  # a date that does not exist, or nesting without end
        raise PolicyError(f"{filename}:1: not readable as YAML: {error}") from error
    if data is None:
        return Policy()
    if not isinstance(data, dict):
        raise PolicyError(f"{filename}:1: a policy is a list of 'key: value' lines, this is something else")
    found = _duplicates(node, filename, set())
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        placed = [(_line(node, each.path), each) for each in mistakes(error, Policy, data)]
        for line, each in sorted(placed, key=lambda pair: pair[0]):
            found.append(f"{filename}:{line}: {each.what}{'; ' if each.mend else ''}{each.mend}")
    if found:
        raise PolicyError("\n".join(found))
    return policy


def _line(node: yaml.Node | None, path: tuple[str | int, ...]) -> int:
    """The line of the value at ``path``, counted from 1; of the last thing found on the way where it is not there."""
    line = 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line


def _duplicates(node: yaml.Node | None, filename: str, visited: set[int]) -> list[str]:
    """A key that stands twice would silently lose its first value. An alias may point at what holds it."""
    if not isinstance(node, yaml.MappingNode) or id(node) in visited:
        return []
    visited.add(id(node))
    seen: set[str] = set()
    found: list[str] = []
    for key, value in node.value:
        if key.value in seen:
            found.append(
                f"{filename}:{key.start_mark.line + 1}: {key.value}: this key stands twice; keep one"
            )
        seen.add(key.value)
        found += _duplicates(value, filename, visited)
    return found
