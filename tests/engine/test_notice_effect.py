"""Which day of effect a vendor's notice names, and what makes it name none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.engine.notice_effect import LONGEST_LEAD, day_of_effect, effect_mentions

RECEIVED = date(2026, 2, 2)
MARCH = date(2026, 3, 3)


def day_in(*texts: str, language: str | None = None, received: date = RECEIVED) -> date | None:
    found = day_of_effect(tuple(effect_mentions(texts, language)), received)
    return found.day if found else None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This change will take effect on 3 March 2026."),
        ("en", "The updated list takes effect on Tuesday, March 3, 2026."),
        ("en", "We will engage a new sub-processor, Beta Cloud GmbH, effective 3 March 2026."),
        ("en", "Effective date: 2026-03-03"),
        ("en", "With effect from the 3rd of March 2026 support tickets are handled by Beta Ltd."),
        ("en", "Unless you object within 30 days, the change becomes effective as of 3 March 2026."),
        ("en", "As of 3 March 2026, we will use Beta Cloud GmbH for hosting."),
        ("en", "Starting on March 3, 2026, Beta Cloud Inc. will be added to our sub-processors."),
        ("en", "On 3 March 2026 we will begin using Beta Cloud."),
        ("en", "The new sub-processor will go live on 3 March 2026."),
        ("de", "Die Änderung tritt am 3. März 2026 in Kraft."),
        (
            "de",
            "Ab dem 3. März 2026 setzen wir die Beta Cloud GmbH als weiteren Unterauftragsverarbeiter ein.",
        ),
        ("de", "Wir beauftragen die Beta GmbH mit Wirkung zum 03.03.2026."),
        ("de", "Der Wechsel wird am 3. März 2026 wirksam."),
        ("de", "Die neue Liste gilt ab Dienstag, dem 3. März 2026."),
        ("fr", "Cette modification prendra effet le 3 mars 2026."),
        ("fr", "À compter du 3 mars 2026, nous aurons recours à un nouveau sous-traitant, Beta SAS."),
        ("fr", "Le changement entrera en vigueur le mardi 3 mars 2026."),
        ("fr", "Date d’effet : 3 mars 2026"),
    ],
)
def test_a_day_of_effect_is_read_where_it_is_said(language: str, sentence: str) -> None:
    assert day_in(sentence, language=language) == MARCH
    assert day_in("Dear customer,", sentence, "Kind regards, your privacy team") == MARCH


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You may object until 3 March 2026."),
        ("en", "If you wish to object to the new sub-processor, do so from today to 3 March 2026."),
        ("en", "Please join our webinar on 3 March 2026, where we introduce the new sub-processor."),
        ("en", "Our new Terms of Service take effect on 3 March 2026."),
        ("en", "The data processing agreement effective 3 March 2026 governs this."),
        ("en", "The change will not take effect on 3 March 2026."),
        ("en", "Last updated on 3 March 2026."),
        ("en", "The change takes effect on 03/04/2026."),
        ("en", "The change takes effect in March 2026."),
        ("en", "The change takes effect on 31 February 2026."),
        ("en", "We engaged Beta Cloud effective 3 January 2026."),
        ("de", "Sie können bis zum 3. März 2026 widersprechen."),
        ("de", "Unsere neuen Nutzungsbedingungen gelten ab dem 3. März 2026."),
        ("de", "Diese Mitteilung wird am 3. März 2026 auch im Portal stehen."),
        ("fr", "Vous pouvez vous opposer jusqu’au 3 mars 2026."),
        ("fr", "Nos conditions générales entrent en vigueur le 3 mars 2026."),
    ],
)
def test_another_matters_date_is_no_day_of_effect(language: str, sentence: str) -> None:
    assert day_in(sentence, language=language) is None


def test_two_days_are_none_and_what_takes_effect_goes_before_what_merely_begins() -> None:
    first, second = "It takes effect on 3 March 2026.", "It takes effect on 4 March 2026."
    assert day_in(first, second) is None
    assert day_in(first, first.replace("It", "The change")) == MARCH
    assert day_in(first, "From 9 March 2026 we will use Beta Cloud GmbH for backups.") == MARCH
    assert day_in(first, "The first change took effect on 1 June 2024.") == MARCH


def test_a_numeric_date_is_read_where_the_language_decides_its_order() -> None:
    assert day_in("Die Änderung gilt ab dem 04.03.2026.", language="de") == date(2026, 3, 4)
    assert day_in("It takes effect on 03/04/2026.", "It takes effect on 3 April 2026.", language="en") is None


def test_a_day_before_the_receipt_or_years_ahead_is_none() -> None:
    said = "It takes effect on 3 March 2026."
    assert day_in(said, received=MARCH) == MARCH
    assert day_in(said, received=MARCH + timedelta(days=1)) is None
    assert day_in(said, received=MARCH - LONGEST_LEAD - timedelta(days=1)) is None


def test_the_sentence_is_kept_with_the_day() -> None:
    text = "Dear all. We add Beta Inc. to our list. The change takes effect on 3 March 2026. Thank you."
    found = day_of_effect(tuple(effect_mentions([text], "en")), RECEIVED)
    assert found is not None
    assert found.quote == "The change takes effect on 3 March 2026."


def test_a_page_without_full_stops_is_no_sentence() -> None:
    assert day_in("x " * 600 + "takes effect on 3 March 2026") is None
