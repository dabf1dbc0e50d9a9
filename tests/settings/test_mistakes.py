"""Every way in which a value can be wrong, and the sentence a person reads: place, line, what, and the mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core.core_schema import ErrorType

from monitor.assess.policy import Policy
from monitor.knowledge.mistakes import SENTENCES, mistakes
from monitor.settings import SettingsError, yaml_lines
from monitor.settings.files import MonitorFile, VendorsFile
from monitor.settings.loader import validate

# What each kind of value can raise (pydantic's conversion table); `value_error` is a sentence of ours.
RAISED_BY = {
    "bool": {"bool_type", "bool_parsing"},
    "date": {"date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"},
    "dict": {"dict_type"},
    "enum": {"enum"},
    "float": {"float_type", "float_parsing", "finite_number", "greater_than", "greater_than_equal", "less_than",
              "less_than_equal"},
    "function-after": {"value_error"},
    "function-before": {"value_error"},
    "int": {"int_type", "int_parsing", "int_parsing_size", "int_from_float", "greater_than", "greater_than_equal",
            "less_than", "less_than_equal"},
    "list": {"list_type", "too_short", "too_long"},
    "literal": {"literal_error"},
    "model": {"model_type", "model_attributes_type"},
    "model-fields": {"missing", "extra_forbidden"},
    "str": {"string_type", "string_unicode", "string_too_short", "string_too_long",
            "string_pattern_mismatch"},
    # a policy's
    "frozenset": {"frozen_set_type"},
    "tuple": {"tuple_type"},
    "is-instance": {"mapping_type"},
}  # fmt: skip
RAISE_NOTHING = {
    "any", "dataclass", "dataclass-args", "dataclass-field", "default", "definition-ref", "definitions", "chain",
    "function-wrap", "lax-or-strict", "model-field", "no-info", "nullable", "union", "json-or-python", "function-plain",
}  # fmt: skip
TOLD_APART = {
    "missing",
    "extra_forbidden",
    "enum",
    "literal_error",
    "value_error",
}  # need more than the value


def kinds_of(schema: Any) -> set[str]:
    """The kinds of values in a schema of pydantic's."""
    if isinstance(schema, list | tuple):
        return set().union(*map(kinds_of, schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema["type"]} if isinstance(schema.get("type"), str) else set()
    return own.union(*(kinds_of(value) for key, value in schema.items() if key != "serialization"))


@pytest.mark.parametrize("model", [MonitorFile, VendorsFile, Policy])
def test_there_is_a_sentence_for_every_mistake_that_a_file_can_hold(model: type[BaseModel]) -> None:
    kinds = kinds_of(model.__pydantic_core_schema__) - RAISE_NOTHING
    assert kinds - RAISED_BY.keys() == set(), "what can it raise? write it into RAISED_BY"
    raised = set().union(*(RAISED_BY[kind] for kind in kinds))
    assert raised - SENTENCES.keys() - TOLD_APART == set()


def test_only_errors_that_exist_have_sentences() -> None:
    assert SENTENCES.keys() - set(get_args(ErrorType)) == set()


def told(model: type[BaseModel], text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        validate(yaml_lines.parse(text.encode(), "the.yaml", {}), model)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "what", "mend"),
    [
        # unknown and missing keys
        ("\nfetsch: {}", ":2: unknown key 'fetsch'", "did you mean 'fetch'?"),
        ("fetch:\n  concurency: 2", ":2: unknown key 'concurency'", "did you mean 'concurrency'?"),
        ("tick: 5s", ":1: unknown key 'tick'", "did you mean 'checks.tick'?"),
        ("timeout: 5s", ":1: unknown key 'timeout'", "did you mean 'fetch.timeout' or 'extract.timeout'?"),
        ("alerts: {colour: red}", "unknown key 'colour'", "known keys here: routes, slack_api"),
        ("alerts:\n  routes:\n    - name: a", ":3: the key 'to' is missing", "add 'to: …' here"),
        # nothing where something is needed
        ("listen:", ":1: listen: no value is given", "write one after the colon, or take the line away"),
        ("checks: {tick: }", "checks.tick: no value is given", "write one after the colon"),
        ("language:", "language: no value is given", "write 'en', 'de' or 'fr'"),
        # text
        ("listen: [a]", "listen: a list stands where one text is needed", "write one value after the colon"),
        ("vendors: 365", "vendors: a number, 365, stands where text is needed", 'put it in quotes: "365"'),
        ("policy: 2025-03-01", "policy: a day, 2025-03-01, stands", 'put it in quotes: "2025-03-01"'),
        ("holidays: [no]", "holidays.0: true or false stands where text is needed", "a word such as no or on"),
        ("alerts: {routes: [{name: Legal Team, to: [a]}]}", "'Legal Team' is no short name", "write 'legal-team'"),
        ("public_url: monitor.example.com", "public_url: this is no web address", "it must begin with http://"),
        # numbers
        ("fetch: {per_host: two}", "fetch.per_host: 'two' is no whole number", "write a whole number from 1 to 100"),
        ("fetch: {per_host: 2.5}", "2.5 is no whole number", "from 1 to 100"),
        ("fetch: {per_host: 0}", "fetch.per_host: 0 is not possible", "write a number from 1 to 100"),
        ("fetch: {per_host: [2]}", "fetch.per_host: a list is no whole number", "from 1 to 100"),
        ("extract: {memory_mb: 1}", "extract.memory_mb: 1 is not possible", "write a number of at least 64"),
        ("fetch: {max_body_mb: much}", "'much' is no number", "write a number above 0 and of at most 500"),
        ("fetch: {max_body_mb: 900}", "900 is not possible", "of at most 500"),
        ("checks: {tick: soon}", "checks.tick: 'soon' is no duration", "write it like 45s, 30m, 6h or 1d"),
        # choices
        ("language: dee", "language: 'dee' is not possible", "did you mean 'de'? write 'en', 'de' or 'fr'"),
        ("language: no", "language: false is not possible", "a word such as no or on needs quotes"),
        ("letters: {language: es}", "letters.language: 'es' is not possible", "write 'en', 'de' or 'fr'"),
        ("alerts: {routes: [{name: a, to: [b], kinds: [chnge]}]}", "kinds.0: 'chnge' is", "did you mean 'change'?"),
        ("alerts: {routes: [{name: a, to: [b], to_owner: perhaps}]}", "'perhaps' is neither true nor false",
         "write true or false"),
        # lists and blocks of keys
        ("holidays: DE", "holidays: a single value stands where a list is needed", "begun with '- '"),
        ("alerts: {routes: [{name: a, to: []}]}", "alerts.routes.0.to: it is empty", "write at least one"),
        ("fetch: 5", "fetch: a number stands where keys with values are needed", "each as 'key: value': concurrency"),
        ("- a", ":1: the file holds no keys with values", "begin its lines with keys, such as database:"),
    ],
)  # fmt: skip
def test_a_mistake_in_monitor_yaml(text: str, what: str, mend: str) -> None:
    said = told(MonitorFile, text)
    assert said.startswith("the.yaml:")
    assert what in said
    assert mend in said


@pytest.mark.parametrize(
    ("line", "what", "mend"),
    [
        ("tier: 9", "vendors.0.tier: 9 is not possible", "write a number from 1 to 3"),
        ("critical_function: 3", "3 is neither true nor false", "write true or false"),
        ("tags: mail", "vendors.0.tags: a single value stands where a list is needed", "begun with '- '"),
        ("terms: {signed: soon}", "vendors.0.terms.signed: 'soon' is no day", "year, month and day: 2025-03-01"),
        ("terms: {signed: 2025-03-01 10:00}", "is no day", "2025-03-01"),
        ("terms: {signed: [1]}", "a list is no day", "2025-03-01"),
        ("terms: {working_days: mon_sta}", "'mon_sta' is not possible", "write 'mon_fri', 'mon_sat' or 'either'"),
        ("terms: {notice: a while}", "'a while' is no period", "write it like '10 days'"),
        ("contract: 4711", "vendors.0.contract: a number stands where keys with values are needed", "reference, party"),
        ("zone: Berlin", "'Berlin' is no time zone", "such as Europe/Berlin"),
    ],
)  # fmt: skip
def test_a_mistake_in_vendors_yaml(line: str, what: str, mend: str) -> None:
    said = told(
        VendorsFile,
        f"vendors:\n  - id: acme\n    name: Acme\n    sources: [{{url: 'https://a.b'}}]\n    {line}",
    )
    assert said.startswith("the.yaml:5: ")
    assert what in said
    assert mend in said


def test_a_secret_in_the_wrong_place_is_not_shown() -> None:
    route = "alerts: {routes: [{name: a, to: 'slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ'}]}"
    headers = "vendors: [{id: a, name: A, sources: [{url: 'https://a.b', headers: 'Bearer sekrit'}]}]"
    assert "TIiajk" not in told(MonitorFile, route)
    assert "sekrit" not in told(VendorsFile, headers)
    assert "sekrit" not in told(MonitorFile, "fetch: {proxy: 'user:sekrit@proxy'}")


WRONG = [None, True, 5, -1, 3.5, "", "x", [], ["x"], [{}], {}, {"x": 1}, {1: 2}, float("nan")]


@pytest.mark.parametrize("model", [MonitorFile, VendorsFile, Policy])
def test_no_sentence_of_the_library_reaches_a_person(model: type[BaseModel]) -> None:
    for path in paths(model):
        for wrong in WRONG:
            value = wrong
            for part in reversed(path):
                value = {part: value} if isinstance(part, str) else [value]
            try:
                model.model_validate(value)
            except ValidationError as error:
                theirs = {e["msg"] for e in error.errors() if not e["msg"].startswith("Value error, ")}
                for found in mistakes(error, model, value):
                    assert not any(raw in f"{found.what} {found.mend}" for raw in theirs), (
                        path,
                        wrong,
                        found,
                    )
                    assert found.mend or ";" in found.what or ":" in found.what, (path, wrong, found)


def paths(model: type[BaseModel], before: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every key that a file may hold, with an entry of each list."""
    found: list[tuple[str | int, ...]] = []
    for name, info in model.model_fields.items():
        here = (*before, name)
        found += [here, (*here, 0), (*here, "key")]
        for inner in [info.annotation, *get_args(info.annotation)]:
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                listed = inner is not info.annotation and "list" in str(info.annotation)
                found += paths(inner, (*here, 0) if listed else here)
    return found


@pytest.mark.parametrize(
    ("text", "what"),
    [("a: [", "not valid YAML"), ("a: 2025-13-01", "month must be in"), ("\ta: b", "not valid YAML")],
)
def test_what_is_no_yaml_is_told_with_a_way_to_look_for_it(text: str, what: str) -> None:
    with pytest.raises(SettingsError) as caught:
        yaml_lines.parse(text.encode(), "the.yaml", {})
    (problem,) = caught.value.problems
    assert what in problem.what
    assert problem.line
    assert problem.mend


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        yaml_lines.read(tmp_path, {})  # a folder
    assert caught.value.problems[0].mend
