"""Letters of objection: what they say, by which right, on what grounds, in three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitor.knowledge import load
from monitor.model import (
    Breach,
    Change,
    ChangeKind,
    Contract,
    DateBounds,
    Judgement,
    Notice,
    Period,
    PeriodUnit,
    Revision,
    Severity,
)
from monitor.review.grounds import EVERY_KIND, admitted, grounds_of
from monitor.review.letter_blocks import blocks_of, plain_text
from monitor.review.letter_facts import NothingToObjectError, Sender
from monitor.review.letter_words import LetterLanguage, LetterWords
from tests.review.letters import (
    AT,
    DE,
    EN,
    FR,
    TERMS,
    added,
    letter,
    revision,
    store,
)

__all__ = ["revision", "store"]


# -- what it says --------------------------------------------------------------------------------------------------


def test_a_letter_tells_what_changed_by_which_right_on_what_grounds_and_what_is_asked(
    revision: Revision,
) -> None:
    text = letter(revision, added("Beta", purpose="Support")).markdown
    for said in (
        "# Objection to a sub-processor: Beta",
        "DPA of 3 May 2024 between Nordlicht GmbH (controller) and Acme Ltd (processor)",
        "under section 6.2 of the Agreement and Article 28(2) GDPR",
        "- Beta was added to the list (purpose: Support; location: India)",
        "> Customer may object within thirty days of receipt.",
        "it runs until the end of 3 December 2026 (counted from our last check of the earlier list,",
        "until 2 December 2026)",
        "We therefore make this objection in time.",
        "- Personal data would be transferred to the following country or territory: India. No transfer tool",
        "Which transfer tool is used",
        "by **17 November 2026**",
        "All our rights are reserved",
        revision.before.capture_sha256,
        revision.after.first_capture_sha256,
    ):
        assert said in text


def test_with_a_notice_on_record_the_letter_says_when_the_time_began(revision: Revision) -> None:
    assert revision.window
    logged = replace(revision.window, flags=revision.window.flags - {"notice_not_logged"})
    text = letter(replace(revision, window=logged)).markdown
    assert "ends between 2 December 2026 and 3 December 2026. This objection is made in time." in text


@pytest.mark.parametrize("where", ["block 5", "paragraph 12", "page 3, paragraph 2", "vendors.yaml", ""])
def test_where_we_found_the_words_is_not_cited_as_a_clause_of_the_agreement(
    revision: Revision, where: str
) -> None:
    text = letter(revision, terms=replace(TERMS, where=where)).markdown
    assert "described below, under the Agreement and Article 28(2) GDPR." in text


def test_short_notice_does_not_keep_the_time_from_running_where_the_page_starts_it(
    revision: Revision,
) -> None:
    assert revision.window
    window = replace(revision.window, flags=frozenset(), breach=Breach.CERTAIN)
    text = letter(replace(revision, window=window), today=date(2026, 12, 20)).markdown
    assert "would have run until 3 December 2026" in text
    assert "did not begin to run" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (DE, ("# Widerspruch gegen einen Unterauftragsverarbeiter: Beta", "Art. 28 Abs. 2 Satz 2 DSGVO",
              "Einspruch im Sinne der DSGVO", "Widerspruchsfrist von 30 Kalendertagen ab dem Zugang Ihrer Mitteilung",
              "bis zum Ablauf des 3. Dezember 2026", "gerechnet bis zum 2. Dezember 2026",
              "übermittelt: Indien", "Übermittlungsgrundlage")),
        (FR, ("# Objection à un sous-traitant ultérieur : Beta", "l’article 28, paragraphe 2, du RGPD",
              "de 30 jours calendaires à compter de la réception de votre notification",
              "jusqu’au 3 décembre 2026 inclus", "jusqu’au 2 décembre 2026)", "suivant : Inde", "garantie")),
    ],
)  # fmt: skip
def test_german_and_french_letters_speak_the_law_s_own_words(
    revision: Revision, language: LetterLanguage, said: tuple[str, ...]
) -> None:
    text = letter(revision, language=language).markdown
    for words in said:
        assert words in text, words


def test_the_subject_is_the_first_heading(revision: Revision) -> None:
    assert letter(revision).subject == "Objection to a sub-processor: Beta"
    assert (
        letter(revision, added("A_B*"), added("C")).subject
        == "Objection to changes of sub-processors: A_B* and C"
    )


@pytest.mark.parametrize("language", LetterLanguage)
def test_an_unconfirmed_clause_is_marked_in_the_letter_and_before_sending(
    revision: Revision, language: LetterLanguage
) -> None:
    drafted = letter(revision, language=language, terms=replace(TERMS, confirmed_by=None))
    marks = {EN: "[Unconfirmed", DE: "[Unbestätigt", FR: "[Non confirmé"}
    assert marks[language] in drafted.markdown
    assert any("unconfirmed reading" in note for note in drafted.notes)
    assert marks[language] not in letter(revision, language=language).markdown


@pytest.mark.parametrize("language", LetterLanguage)
def test_without_a_clause_the_letter_rests_on_the_law_alone(
    revision: Revision, language: LetterLanguage
) -> None:
    drafted = letter(replace(revision, window=None), language=language, terms=None)
    assert "28" in drafted.markdown
    assert any("No clause is on file" in note for note in drafted.notes)


def window(revision: Revision, **more: object) -> Revision:
    assert revision.window is not None
    return replace(revision, window=replace(revision.window, **more))  # type: ignore[arg-type]


def test_in_the_grey_zone_the_letter_claims_the_later_date_and_names_the_burden_of_proof(
    revision: Revision,
) -> None:
    text = letter(revision, today=date(2026, 12, 3)).markdown
    assert "the earlier date rests on the assumption most favourable to you" in text


def test_after_the_window_rights_are_reserved_and_nothing_is_claimed_to_be_in_time(
    revision: Revision,
) -> None:
    drafted = letter(revision, today=date(2026, 12, 10))
    assert "would have run until 3 December 2026 at the latest" in drafted.markdown
    assert "It did not begin to run, however, as long as you had not duly informed us" in drafted.markdown
    assert "made in time." not in drafted.markdown.replace("treat this objection as made in time;", "")
    assert any("The window has passed" in note for note in drafted.notes)


@pytest.mark.parametrize(
    ("language", "asked", "claimed"),
    [
        (EN, "We ask you to consider this objection all the same; in any event", "made in time"),
        (DE, "Wir bitten, den Widerspruch gleichwohl zu berücksichtigen; jedenfalls", "fristgerecht"),
        (FR, "de prendre néanmoins cette objection en considération ; en tout état", "en temps utile"),
    ],
)
def test_after_the_window_of_a_logged_notice_the_letter_draws_no_conclusion_without_a_premise(
    revision: Revision, language: LetterLanguage, asked: str, claimed: str
) -> None:
    logged = window(revision, flags=frozenset())
    text = letter(logged, today=date(2026, 12, 10), language=language).markdown
    assert asked in text
    assert claimed not in text


def test_a_window_of_one_certain_day_says_that_day_alone(revision: Revision) -> None:
    day = DateBounds(date(2026, 12, 2), date(2026, 12, 2))
    assert "runs until the end of 2 December 2026" in letter(window(revision, deadline=day)).markdown


def test_short_notice_and_an_early_start_are_grounds_of_their_own(revision: Revision) -> None:
    early = window(revision, breach=Breach.CERTAIN, flags=frozenset({"live_before_window_closes"}),
                   engagement_earliest=date(2026, 11, 20), prevent_by=date(2026, 11, 12))  # fmt: skip
    text = letter(early).markdown
    assert "The change was announced later than the Agreement allows." in text
    assert "may take effect before our time to object has run" in text
    assert "by **12 November 2026**" in text  # before it may be live
    assert "this could begin as early as 20 November 2026" in text
    assert (
        "this may have begun as early as 20 November 2026" in letter(early, today=date(2026, 11, 21)).markdown
    )


def test_the_vendor_s_own_notice_is_named_and_asked_for_where_there_is_none(revision: Revision) -> None:
    assert "We have no notice of this change from you on record." in letter(revision).markdown
    notice = Notice(4711, "acme", AT, "mail", "News", "Ada", AT, file_sha256="ab" * 32)
    text = letter(revision, notices=(notice,)).markdown
    assert "We received your notice “News” on 10 November 2026, 09:00 UTC." in text
    assert "ab" * 32 in text


def test_what_is_not_known_stays_a_gap_and_is_named(revision: Revision) -> None:
    drafted = letter(revision, sender=Sender(), contract=Contract())
    assert r"\[our company\]" in drafted.markdown
    assert "[our company]" in plain_text(blocks_of(drafted.markdown))
    assert any("letters.company" in note for note in drafted.notes)
    assert any("contract.objections_to" in note for note in drafted.notes)


def test_a_day_of_effect_that_was_only_read_is_named_before_sending(revision: Revision) -> None:
    drafted = letter(window(revision, flags=frozenset({"effective_read"})))
    assert any("nobody has confirmed it" in note for note in drafted.notes)
    assert not any("nobody has confirmed it" in note for note in letter(revision).notes)


def test_there_is_nothing_to_object_to_where_entries_only_went(revision: Revision) -> None:
    gone = Judgement(Change(ChangeKind.REMOVED, "Beta"), Severity.LOW, "removed", "because")
    with pytest.raises(NothingToObjectError, match="only removes entries"):
        letter(revision, gone)


def test_hundreds_of_changes_make_a_letter_of_bounded_length(revision: Revision) -> None:
    drafted = letter(revision, *(added(f"Company {n}", rule="added-covered") for n in range(300)))
    assert "and 260 further changes" in drafted.markdown
    assert len(drafted.subject) <= 250


# -- grounds within the clause -------------------------------------------------------------------------------------


SECURITY_OR_LAWS = (
    "grounds: on reasonable and documented grounds related to the confidentiality or security of Personal Data or the "
    "subcontractor's compliance with Privacy Laws"
)


@pytest.mark.parametrize(
    ("condition", "kinds"),
    [
        ("grounds: on reasonable grounds relating to data protection", EVERY_KIND),
        ("grounds: on the basis of reasonable data privacy or data security concerns", EVERY_KIND),
        (SECURITY_OR_LAWS, {"security", "compliance"}),
        ("grounds: aus sachlichen Gründen des Datenschutzes", EVERY_KIND),
        ("grounds: pour des motifs tenant à la sécurité", {"security"}),
        ("grounds: av saklige grunner", EVERY_KIND),
        ("region: if the change places the location of the processing outside of the EU / EEA", {"transfer"}),
        ("subscription: if Customer subscribes", EVERY_KIND),
    ],
)  # fmt: skip
def test_a_clause_admits_the_grounds_it_names(condition: str, kinds: set[str]) -> None:
    assert admitted((condition,)).kinds == kinds


def test_a_ground_that_the_clause_does_not_admit_is_left_out_and_named(revision: Revision) -> None:
    rule = ("region: if the change places the location of the processing outside of the EU / EEA",)
    ai = added("Beta", rule="ai-provider-added")
    drafted = letter(revision, added("Beta"), ai, conditions=rule)
    assert "No transfer tool" in drafted.markdown
    assert "artificial intelligence" not in drafted.markdown
    assert any(note.startswith("Left out, because the clause does not admit it") for note in drafted.notes)
    assert "admits objections “if the change places the location" in drafted.markdown
    alone = letter(revision, ai, conditions=rule)
    assert "- \\[grounds\\]" in alone.markdown or "- [grounds]" in alone.markdown
    assert any("No ground was found" in note for note in alone.notes)


def test_every_ground_question_and_phrase_stands_in_every_language() -> None:
    data = load("objection_letters")
    entries = [*data["grounds"].values(), *data["questions"]]
    for section in ("changes", "fields", "periods", "starts", "gaps"):
        entries += data[section].values()
    for entry in entries:
        assert all(entry[language.value] for language in LetterLanguage), entry


def test_grounds_follow_rules_that_exist() -> None:
    rules = {rule["id"] for rule in load("severity_rules")["rules"]}
    for ground in load("objection_letters")["grounds"].values():
        assert set(ground.get("rules", ())) <= rules


@pytest.mark.parametrize("language", LetterLanguage)
def test_each_rule_about_rows_that_matters_has_a_ground(language: LetterLanguage) -> None:
    for ground in load("objection_letters")["grounds"].values():
        for rule in ground.get("rules", ()):
            (found,) = grounds_of([added("Beta", rule)], None, LetterWords(language))
            assert "{" not in found.text


def test_dates_are_those_of_the_language() -> None:
    first = date(2026, 12, 1)
    assert [LetterWords(language).day(first) for language in LetterLanguage] == [
        "1 December 2026", "1. Dezember 2026", "1er décembre 2026",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", PeriodUnit)
def test_periods_are_said_in_every_language(unit: PeriodUnit) -> None:
    assert len({LetterWords(language).period(Period(2, unit)) for language in LetterLanguage}) == 3
