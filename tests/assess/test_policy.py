"""A policy file is checked whole, and every mistake names its line and its mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.assess.geography import Regime
from monitor.assess.policy import Policy, PolicyError, load_policy
from monitor.model import Severity

ROOT = Path(__file__).resolve().parents[2]


def test_the_shipped_policy_loads_and_changes_nothing() -> None:
    text = (ROOT / "config" / "policy.yaml").read_text(encoding="utf-8")
    assert load_policy(text) == Policy()


def test_the_examples_of_the_shipped_policy_load_too() -> None:
    lines = (ROOT / "config" / "policy.yaml").read_text(encoding="utf-8").splitlines()
    examples = [
        line.removeprefix("# ")
        for line in lines
        if line.startswith(("# watched", "#   ", "# tiers", "# critical", "# levels"))
    ]
    policy = load_policy("\n".join(examples))
    assert policy.tiers == {"github": 1}
    assert policy.levels["moved-section"] is Severity.INFO


def test_an_empty_file_is_the_empty_policy() -> None:
    assert load_policy("") == load_policy("# nothing\n") == Policy()


def test_countries_may_be_written_small_and_uk_means_gb() -> None:
    policy = load_policy("regime: uk\nbanned_countries: [ru, UK]")
    assert policy.banned_countries == {"RU", "GB"}
    assert policy.regime is Regime.UK


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("regime: eu\nregimes: uk\n", 2, "unknown key"),
        ("regime: fr", 1, "'eu' or 'uk'"),
        ("banned_countries:\n  - RU\n  - XX\n", 3, "'XX' is no country code"),
        ("tiers:\n  acme: 9\n", 2, "9 is not possible; write a number from 1 to 3"),
        ("levels:\n  removed: high\n  remvoed: high\n", 3, "there is no rule 'remvoed'"),
        ("levels:\n  removed: hihg\n", 2, "'high'"),
        ("watched_names:\n  - '!!'\n", 2, "at least one letter"),
        ("regime: eu\nregime: uk\n", 2, "stands twice"),
        ("- RU\n", 1, "'key: value'"),
        ("tiers: [\n", 2, "not readable as YAML"),
        ("tiers: &a {x: *a}\n", 1, "no whole number"),
    ],
)
def test_a_mistake_names_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load_policy(text, "config/policy.yaml")
    first = str(caught.value).splitlines()[0]
    assert first.startswith(f"config/policy.yaml:{line}: ")
    assert words in first


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    with pytest.raises(PolicyError) as caught:
        load_policy("regime: fr\ntiers: {a: 0}\nfoo: 1\n")
    assert [int(line.split(":")[1]) for line in str(caught.value).splitlines()] == [1, 2, 3]


@given(st.text(max_size=80))
def test_any_text_is_a_policy_or_a_policy_error(text: str) -> None:
    mistakes = ""
    try:
        load_policy(text)
    except PolicyError as error:
        mistakes = str(error)
    assert all(line.startswith("policy.yaml:") for line in mistakes.splitlines()[:1])
