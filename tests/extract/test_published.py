"""The page's own statement of its last change."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from monitor.extract import extract
from monitor.extract.document import Document
from monitor.extract.published import find_published
from monitor.model import Hints


def found(
    *lines: str, language: str | None = None, signals: tuple[str, ...] = (), hints: Hints | None = None
) -> str | None:
    published = find_published(Document(lines=lines, language=language, signals=signals), hints)
    return published.on.isoformat() if published.on else None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Last updated: Wednesday, 22th Feb ’23", "2023-02-22"),
        ("Last Updated: May, 15, 2025", "2025-05-15"),
        ("Last modified July 14, 2026", "2026-07-14"),
        ("Last revised January 16, 2023.", "2023-01-16"),
        ("Last update to the sub-processors for the external users is August 11, 2025.", "2025-08-11"),
        ("Version 1.0-beta - Last updated 17 August 2026", "2026-08-17"),
        ("Version v1.1Last updated April 20, 2026", "2026-04-20"),
        ("Version 2026-05-09 · Effective 2026-05-09", "2026-05-09"),
        ("Version 1.1, 22.6.2026", "2026-06-22"),
        ("Updated on May 16, 2024", "2024-05-16"),
        ("Last updated on • 1 Apr 2025", "2025-04-01"),
        ("© 2024 Foo Inc. Last updated March 3, 2025", "2025-03-03"),
        ("Effective date: September 1, 2022", "2022-09-01"),
        ("DATE: August 19, 2024", "2024-08-19"),
        ("Stand: 07.12.2020", "2020-12-07"),
        ("Letzte Aktualisierung am 1. März 2025", "2025-03-01"),
        ("Date de dernière mise à jour: 22/10/2025", "2025-10-22"),
        ("Dernière mise à jour : 1ᵉʳ mai 2026", "2026-05-01"),
        ("En vigueur au 13 décembre 2024", "2024-12-13"),
        ("Estado: Vigente al 27 de noviembre de 2025.", "2025-11-27"),
        ("Última actualización en 27 nov 2025 por el equipo", "2025-11-27"),
        ("Versión 2026-09-17-SUB-v1", "2026-09-17"),
        ("Ultimo aggiornamento: 3 marzo 2026", "2026-03-03"),
        ("Laatst bijgewerkt: 10 augustus 2026", "2026-08-10"),
        ("Última atualização em 9 de março de 2024", "2024-03-09"),
        ("Ostatnia aktualizacja: 3 maja 2026 r.", "2026-05-03"),
        ("Senast uppdaterad 2026-03-02", "2026-03-02"),
        ("Sidst opdateret den 5. maj 2026", "2026-05-05"),
        ("Sist oppdatert: 5. mai 2026", "2026-05-05"),
        ("Päivitetty viimeksi 1.5.2026", "2026-05-01"),
        ("Poslední aktualizace: 5. června 2026", "2026-06-05"),
        ("Utolsó frissítés: 2026. május 3.", "2026-05-03"),
        ("最終更新：2026年4月27日", "2026-04-27"),
        ("本ページの最終更新日は2026年4月27日です", "2026-04-27"),
        ("2026年4月27日 更新", "2026-04-27"),
        ("최종 업데이트: 2026년 04월 23일", "2026-04-23"),
        ("最后更新：2026年4月27日", "2026-04-27"),
        ("Последнее обновление: 23 ноября 2026 г.", "2026-11-23"),
    ],
)
def test_the_statement_is_found_in_many_languages(line: str, day: str) -> None:
    assert found("Sub-processors", line, "Amazon Web Services") == day


def test_the_phrase_is_kept_word_for_word() -> None:
    published = find_published(Document(lines=("We care. Last updated: Wednesday, 22th Feb ’23, by us",)))
    assert published.phrase == "Last updated: Wednesday, 22th Feb ’23"


def test_last_modified_comes_before_effective() -> None:
    lines = (
        "Effective Date: September 2, 2016",
        "Last modified: 19 March 2018 – Updated for compliance with GDPR.",
    )
    assert found(*lines) == "2018-03-19"


def test_of_several_updates_the_latest_counts() -> None:
    assert found("Last updated: 3 May 2024", "Older list", "Last updated: 1 May 2023") == "2024-05-03"


def test_a_date_in_the_line_after_the_phrase_belongs_to_it() -> None:
    assert found("Last updated", "9 September 2024") == "2024-09-09"
    assert found("Last updated:", "Alpina GmbH since 9 September 2024") is None


def test_a_phrase_without_a_date_beside_it_takes_no_other_date() -> None:
    assert found("Last updated", "Amazon", "9 September 2024") is None
    assert found("This list is updated from time to time. We were founded on 3 May 2009.") is None


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: [Insert Date]",
        "Last updated: {{ site.time | date: '%B %d, %Y' }}",
        "Last updated: <<EFFECTIVE_DATE>> (2024-01-01)",
        "Cookie policy last updated 3 May 2024",
        "Our blog was updated on 3 May 2024",
        "© 2024 Foo Inc.",
        "Commission Implementing Decision (EU) 2021/914 of 4 June 2021",
        "Alpina GmbH, since 3 May 2024",
        "In 2024 we updated 20 things",
    ],
)
def test_dates_of_other_things_and_placeholders_are_no_statement(line: str) -> None:
    assert find_published(Document(lines=(line,))).phrase is None


def test_a_month_alone_leaves_the_phrase_without_a_day() -> None:
    published = find_published(Document(lines=("Last updated: September 2025",)))
    assert (published.on, published.readings) == (None, ())
    assert published.phrase == "Last updated: September 2025"


def test_a_day_that_does_not_exist_leaves_the_phrase_without_a_day() -> None:
    published = find_published(Document(lines=("Stand: 31.09.2024",)))
    assert (published.on, published.phrase, published.readings) == (None, "Stand: 31.09.2024", ())


def test_an_ambiguous_date_keeps_both_readings() -> None:
    published = find_published(Document(lines=("Last updated: 01/09/2025",)))
    assert published.on is None
    assert published.readings == (date(2025, 1, 9), date(2025, 9, 1))


def test_a_second_stamp_resolves_an_ambiguous_one() -> None:
    assert found("Last updated: 01/09/2025", "Effective from 1 September 2025") == "2025-09-01"


def test_another_date_with_a_day_above_twelve_shows_the_order() -> None:
    assert found("Last updated: 01/09/2025", "Customer since 25/12/2024") == "2025-09-01"
    assert found("Last updated: 01/09/2025", "Customer since 12/25/2024") == "2025-01-09"


def test_the_language_and_the_hint_resolve_an_ambiguous_date() -> None:
    assert found("Dernière mise à jour : 01/09/2025", language="fr") == "2025-09-01"
    assert found("Last updated: 01/09/2025", language="en-US") == "2025-01-09"
    assert found("Last updated: 01/09/2025", hints=Hints(date_order="DMY")) == "2025-09-01"


def test_front_matter_counts_only_where_the_text_says_nothing() -> None:
    signals = ("front:lastUpdated=2025-09-02",)
    assert found("Sub-processors", signals=signals) == "2025-09-02"
    assert found("Last updated: 3 May 2024", signals=signals) == "2024-05-03"


@pytest.mark.corpus
def test_the_dates_of_real_lists_are_right(shared: Path) -> None:
    """At least 95 of 100 pages that state a date; those with a month alone state no day."""
    right, wrong = 0, []
    for file in sorted((shared / "corpus" / "truth").glob("*.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        page = shared / "corpus" / truth["file"]
        published = extract(page.read_bytes(), url=page.name).published
        wanted = {truth.get("last_updated"), *(truth.get("acceptable_last_updated") or ())} - {None}
        if truth.get("last_updated_partial"):
            assert published.on is None, file.name
        if not wanted:
            continue
        if published.on and published.on.isoformat() in wanted:
            right += 1
        else:
            wrong.append((file.name, published))
    assert len(wrong) <= 0.05 * (right + len(wrong)), wrong


@pytest.mark.parametrize("language", [None, "en"])
def test_the_words_beside_a_date_tell_day_and_month_where_the_page_does_not(language: str | None) -> None:
    assert found("Mise à jour : 12/01/2026", language=language) == "2026-01-12"
    assert found("Last updated: 12/01/2026", language=language) is None


@pytest.mark.parametrize(
    "table",
    [
        "<tr><td colspan=2>Sub-processors of Acme – Last updated: 12 March 2026</td></tr>{rows}",
        "<caption>Sub-processors, last updated 12 March 2026</caption>{rows}",
        "{rows}<tr><td colspan=2>Last updated: 12 March 2026</td></tr>",
    ],
)
def test_the_date_in_a_tables_title_or_last_row_is_the_pages(table: str) -> None:
    rows = "<tr><th>Sub-processor</th><th>Purpose</th></tr><tr><td>Neon, LLC</td><td>Database</td></tr>"
    page = f"<html><body><table>{table.format(rows=rows)}</table></body></html>"
    assert extract(page.encode()).published.on == date(2026, 3, 12)
