"""German and French beside English: complete catalogues, dates, numbers, plurals, and recorded sentences told anew."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assess.windows import compute
from monitor.knowledge import load
from monitor.knowledge.messages import all_said, catalogue_path, messages, read_catalogue
from monitor.knowledge.retelling import fact_value, reason_in, retold
from monitor.knowledge.speech import Language, speech_of
from monitor.model import (
    Change,
    ChangeKind,
    ClauseTerms,
    Judgement,
    Period,
    PeriodUnit,
    Receipt,
    RunsFrom,
    Severity,
    WorkingDays,
)
from monitor.model import WindowFacts as Facts

OTHERS = [Language.GERMAN, Language.FRENCH]
GERMAN, FRENCH = speech_of("de"), speech_of("fr")


@pytest.mark.parametrize("language", OTHERS)
class TestCatalogues:
    def test_every_message_is_translated_in_every_plural_form(self, language: Language) -> None:
        catalogue = read_catalogue(language)
        found = {message: catalogue.get(message.id, message.context) for message in messages()}
        assert [m.id for m, entry in found.items() if entry is None or not all_said(entry.string)] == []
        assert [m.id for m, entry in found.items() if entry is not None and entry.fuzzy] == []

    def test_nothing_stands_in_it_that_nobody_says_any_more(self, language: Language) -> None:
        said = {(message.id, message.context) for message in messages()}
        written = {(entry.id, entry.context) for entry in read_catalogue(language) if entry.id}
        assert written - said == set()

    def test_a_translation_has_the_gaps_of_its_message(self, language: Language) -> None:
        for entry in read_catalogue(language):
            ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
            strings = [entry.string] if isinstance(entry.string, str) else list(entry.string)
            gaps = {frozenset(re.findall(r"\{\w+\}", text)) for text in ids}
            assert all(frozenset(re.findall(r"\{\w+\}", text)) in gaps for text in strings), entry.id

    def test_the_compiled_catalogue_is_that_of_the_written_one(self, language: Language) -> None:
        from babel.messages.mofile import write_mo

        out = io.BytesIO()
        write_mo(out, read_catalogue(language))
        assert out.getvalue() == catalogue_path(language, "mo").read_bytes(), (
            "run python -m monitor.knowledge.messages"
        )


class TestDates:
    def test_each_language_writes_days_its_own_way(self) -> None:
        day = date(2026, 12, 2)
        assert speech_of().day(day) == "Wed 2 Dec 2026"
        assert GERMAN.day(day) == "Mi., 2. Dez. 2026"
        assert FRENCH.day(day) == "mer. 2 déc. 2026"

    def test_spans_say_each_fact_once(self) -> None:
        assert GERMAN.day_range(date(2026, 12, 2), date(2026, 12, 3)) == "Mi., 2. – Do., 3. Dez. 2026"
        assert FRENCH.day_range(date(2026, 12, 2), date(2026, 12, 3)) == "mer. 2 – jeu. 3 déc. 2026"

    def test_the_first_of_a_month_is_an_ordinal_in_french_alone(self) -> None:
        first = date(2026, 11, 1)
        assert FRENCH.day(first) == "dim. 1er nov. 2026"
        assert FRENCH.plain_day(first) == "1er novembre 2026"
        assert FRENCH.day(date(2026, 11, 11)) == "mer. 11 nov. 2026"
        assert GERMAN.day(first) == "So., 1. Nov. 2026"

    def test_counts_follow_the_plural_of_the_language(self) -> None:
        assert GERMAN.days_left(date(2026, 11, 5), date(2026, 11, 3)) == "in 2 Tagen"
        assert FRENCH.counted("added", 0) == "0 nouveau sous-traitant ultérieur"  # zero is singular in French
        assert GERMAN.counted("added", 3_000) == "3.000 neue Unterauftragsverarbeiter"
        assert speech_of().counted("added", 3_000) == "3,000 new sub-processors"


class TestLegalWords:
    """The vocabulary of the GDPR in its German and French versions (articles 28, 44 to 49)."""

    @pytest.mark.parametrize(
        ("section", "key", "german", "french"),
        [
            (
                "source_kinds",
                "list",
                "Liste der Unterauftragsverarbeiter",
                "Liste des sous-traitants ultérieurs",
            ),
            ("fields", "data_subjects", "Betroffene Personen", "Personnes concernées"),
            ("fields", "data_categories", "Personenbezogene Daten", "Données à caractère personnel"),
            ("states", "objected", "Widersprochen", "Objection formée"),
        ],
    )
    def test_words_of_the_closed_lists(self, section: str, key: str, german: str, french: str) -> None:
        assert (GERMAN.say(section, key), FRENCH.say(section, key)) == (german, french)

    def test_periods_and_transfers(self) -> None:
        assert GERMAN.tr("Objection period") == "Widerspruchsfrist"
        assert FRENCH.tr("Objection period") == "Délai d’objection"
        third = "third country without an adequacy decision"
        assert GERMAN.trc("geo", third) == "Drittland ohne Angemessenheitsbeschluss"
        assert FRENCH.trc("geo", third) == "pays tiers sans décision d’adéquation"
        assert (
            GERMAN.trc("mechanism", "binding corporate rules")
            == "verbindliche interne Datenschutzvorschriften"
        )


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 1))
PERIODS = st.none() | st.builds(Period, st.integers(1, 30), st.sampled_from(PeriodUnit))
ENGLISH_DAY = re.compile(r"\b(Mon|Tue|Wed|Thu|Sun) \d|business day|calendar day")


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    seen = draw(INSTANTS)
    terms = ClauseTerms(
        notice=draw(PERIODS),
        objection=draw(PERIODS),
        runs_from=draw(st.none() | st.sampled_from(RunsFrom)),
        where=draw(st.sampled_from(["", "section 6"])),
        confirmed_by=draw(st.sampled_from([None, "Anna Keller"])),
        inclusive_start=draw(st.booleans()),
        roll=draw(st.booleans()),
        standstill=draw(st.booleans()),
        saturday_may_count=draw(st.booleans()),
        working_days=draw(st.sampled_from(WorkingDays)),
        clear_days=draw(st.booleans()),
        receipt=draw(st.none() | st.sampled_from(Receipt)),
        deemed_received=draw(st.none() | st.sampled_from([Period(3), Period(2, PeriodUnit.BUSINESS_DAYS)])),
    )
    return Facts(
        terms=terms,
        last_unchanged=draw(st.none() | st.integers(0, 90).map(lambda days: seen - timedelta(days=days))),
        first_seen=seen,
        received=draw(st.none() | INSTANTS),
        stamp_readings=tuple(draw(st.lists(DAYS, max_size=2))),
        sent=draw(st.none() | INSTANTS),
        effective=draw(st.none() | DAYS),
        effective_read=draw(st.none() | DAYS),
        effective_quote="Der Wechsel gilt ab dem 3. März 2026.",
        zone=draw(st.sampled_from([None, "Europe/Berlin", "America/New_York"])),
        party_zones=draw(st.sampled_from([(), ("Asia/Tokyo", "America/Los_Angeles")])),
        holidays=draw(st.sampled_from([(), ("DE-BY",), ("GB-ENG", "US"), ("IL",)])),
        today=draw(st.none() | DAYS),
        stamp_unchanged=draw(st.booleans()),
    )


class TestRetelling:
    @settings(max_examples=200, deadline=None)
    @given(facts())
    def test_every_line_of_any_working_is_told_in_the_other_languages(self, given_facts: Facts) -> None:
        for line in compute(given_facts).working:
            for speech in (GERMAN, FRENCH):
                said = retold(speech, line)
                assert said != line
                assert not ENGLISH_DAY.search(said), said

    def test_the_working_reads_as_a_lawyer_writes(self) -> None:
        line = (
            "Earliest deadline: 10 business days from Fri 18 Dec 2026, the day itself not counted (Reg. 1182/71 art. "
            "3(1), BGB § 187(1)); Saturdays and Sundays left out (the clause's business days; public holidays not yet "
            "considered): Fri 1 Jan 2027."
        )
        assert retold(GERMAN, line) == (
            "Frühestes Fristende: 10 Arbeitstage ab Fr., 18. Dez. 2026, der Tag selbst nicht mitgerechnet (VO 1182/71 "
            "Art. 3 Abs. 1, § 187 Abs. 1 BGB); Samstage und Sonntage ausgelassen (die Arbeitstage der Klausel; "
            "Feiertage noch nicht berücksichtigt): Fr., 1. Jan. 2027."
        )

    def test_a_sentence_of_no_known_form_stays_as_it_was_recorded(self) -> None:
        assert retold(GERMAN, "Recorded by an older version.") == "Recorded by an older version."

    def test_english_is_never_touched(self) -> None:
        assert retold(speech_of(), "Sunday") == "Sunday"

    @given(st.text(max_size=300))
    def test_any_text_is_survived(self, text: str) -> None:
        retold(FRENCH, text)
        fact_value(FRENCH, "places_after", text)

    def test_a_long_text_of_gaps_costs_no_time(self) -> None:
        assert retold(GERMAN, "Act by " * 280)

    @pytest.mark.parametrize("rule", load("severity_rules")["rules"], ids=lambda rule: rule["id"])
    def test_every_rule_of_severity_is_told_in_the_other_languages(self, rule: dict[str, str]) -> None:
        change = Change(
            ChangeKind.CHANGED,
            "Acme",
            before_name="Acme Ltd",
            field="purpose",
            before="a",
            after="b",
            group="G",
        )
        known = {
            "places_before": "Germany",
            "places_after": "India",
            "geo_before": "inside the EEA",
            "geo_after": "third country without an adequacy decision",
            "mechanism_before": "adequacy decision",
            "mechanism_after": "no transfer mechanism is stated",
            "days_left": "the earliest deadline or start of use was 3 business days away when it was seen",
            "protected": "children's data (GDPR art. 8): “pupils”",
            "ai": "GPT", "banned": "India", "watched": "acme", "topic": "transfer",
        }  # fmt: skip
        values = {
            **known, "name": "Acme", "before_name": "Acme Ltd", "before": "a", "after": "b", "field": "purpose",
            "entity_before": "Acme Ltd", "entity_after": "Acme", "group": "G", "clause": "acme", "others": "–",
            "else": "A paragraph changed.",
        }  # fmt: skip
        english = rule["words"].format_map(values)
        judgement = Judgement(change, Severity.HIGH, rule["id"], english, known)
        for speech in (GERMAN, FRENCH):
            said = reason_in(speech, judgement)
            assert said != english
            assert "India" not in said or "{places" not in rule["words"]
            assert "{" not in said

    def test_a_reason_in_words_of_another_time_stays_as_it_was(self) -> None:
        change = Change(ChangeKind.ADDED, "Acme")
        judgement = Judgement(change, Severity.HIGH, "added-outside", "Acme came.", {})
        assert reason_in(GERMAN, judgement) == "Acme came."
        assert reason_in(GERMAN, replace(judgement, rule="no-such-rule")) == "Acme came."
