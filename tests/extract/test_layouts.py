"""Every layout, language and format we know how to meet, on pages we wrote, with their answers."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.model import Field, Verdict
from tests.extract.pages_beside import BESIDE
from tests.extract.pages_formats import FORMATS
from tests.extract.pages_heads import HEADS
from tests.extract.pages_layouts import ALL
from tests.extract.pages_marks import MARKS
from tests.extract.pages_more import MORE
from tests.extract.pages_platforms import PLATFORMS
from tests.extract.pages_slips import SLIPS
from tests.extract.pages_tables import LANGUAGES, TABLES, Page
from tests.extract.pages_wording import WORDING

PAGES = [
    *TABLES,
    *LANGUAGES,
    *ALL,
    *MORE,
    *PLATFORMS,
    *WORDING,
    *BESIDE,
    *FORMATS,
    *HEADS,
    *SLIPS,
    *MARKS,
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_the_entries_of_a_page_are_read(page: Page) -> None:
    listing = extract(page.body.encode(), url=f"https://vendor.example/legal/{page.file}")
    assert listing.verdict is Verdict.LIST, (listing.reason, listing.warnings)
    assert tuple(row.name for row in listing.rows) == page.names
    for row in listing.rows:
        for name, text in page.fields.get(row.name, {}).items():
            assert row.fields.get(Field(name)) == text, (row.name, name, dict(row.fields), dict(row.other))


def test_there_are_enough_of_them() -> None:
    assert len({page.title for page in PAGES}) >= 160
