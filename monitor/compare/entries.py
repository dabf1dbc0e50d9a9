"""A row made ready for comparing: its cells by column, its name taken apart, its addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.compare.lazy import lazy
from monitor.compare.texts import bare, items, says_nothing
from monitor.knowledge.links import comparable, registrable_domain
from monitor.knowledge.names import NameKey, normalise_name, organisation_of, telling_words
from monitor.model import Field, Listing, Row

# Columns that a row is not compared by: the name and the section have kinds of change of their own, links are cosmetic.
APART = frozenset({Field.NAME.value, Field.GROUP.value, Field.WEBSITE.value})
_NOT_WORD = re.compile(r"[\W_]+")
_OWN_LINKS = frozenset({Field.NAME.value, Field.WEBSITE.value, Field.LEGAL_NAME.value, None})
_COLUMNS = {f: f.value for f in Field if f.value not in APART}


@dataclass(frozen=True)
class Entry:
    """One row of a listing, with what matching needs computed when first asked for.

    at: its place in the listing, from 0. cells: column -> text as written; a column is a canonical field's value
    or the heading of another column; empty cells are left out.
    """

    row: Row
    at: int
    cells: Mapping[str, str]

    @lazy
    def key(self) -> NameKey:
        """The name, taken apart."""
        return normalise_name(self.row.name)

    @lazy
    def written(self) -> str:
        """The name's words; two entries that share them have the same name."""
        return self.key.written

    @lazy
    def group(self) -> str:
        """The section's words, empty where the row stands under none."""
        return bare(self.row.group or "")

    @lazy
    def purpose(self) -> str:
        """The purpose's words."""
        return bare(self.cells.get(Field.PURPOSE.value, ""))

    @lazy
    def products(self) -> str:
        """The words of what the row applies to."""
        return bare(self.cells.get(Field.PRODUCTS.value, ""))

    @lazy
    def organisation(self) -> str | None:
        """The organisation the name is known to stand for."""
        legal = self.cells.get(Field.LEGAL_NAME.value)
        return organisation_of(self.key) or (organisation_of(legal) if legal else None)

    @lazy
    def names(self) -> tuple[str, ...]:
        """Every name the row gives: its own, aliases, and the legal name's, run together."""
        legal = self.cells.get(Field.LEGAL_NAME.value)
        return (
            tuple(dict.fromkeys((*self.key.names, *normalise_name(legal).names))) if legal else self.key.names
        )

    @lazy
    def name_set(self) -> frozenset[str]:
        """``names``, for asking whether two rows share one."""
        return frozenset(self.names) if Field.LEGAL_NAME.value in self.cells else self.own_names

    @lazy
    def given_up(self) -> frozenset[str]:
        """The names it says it gave up, and goes by no more."""
        return self.all_names - self.own_names

    @lazy
    def brand_list(self) -> tuple[str, ...]:
        """The words of the brand, in order."""
        return tuple(self.key.brand.split())

    @lazy
    def initials(self) -> str:
        """The first letters of the brand's words; empty for fewer than three words."""
        return "".join(word[0] for word in self.brand_list) if len(self.brand_list) >= 3 else ""

    @lazy
    def own_names(self) -> frozenset[str]:
        """The names of the name itself, run together."""
        return frozenset(self.key.names)

    @lazy
    def all_names(self) -> frozenset[str]:
        """``own_names`` and those it says it gave up."""
        return frozenset(self.key.all_names) if self.key.former else self.own_names

    @lazy
    def compact(self) -> str:
        """The brand, run together."""
        return self.key.names[0]

    @lazy
    def brand_words(self) -> frozenset[str]:
        """The words of the brand that tell it from others."""
        return telling_words(self.key.brand)

    @lazy
    def every_word(self) -> frozenset[str]:
        """All words of the brand and of every alias."""
        return frozenset(word for name in (self.key.brand, *self.key.aliases) for word in name.split())

    @lazy
    def name_words(self) -> frozenset[str]:
        """The telling words of the brand and of every alias."""
        return self.brand_words.union(*(telling_words(name) for name in self.key.aliases))

    @lazy
    def pages(self) -> frozenset[str]:
        """The addresses of the row's own website: the website column, or the links of the name."""
        return frozenset(page for page in map(comparable, self._own_links()) if page)

    @lazy
    def domains(self) -> frozenset[str]:
        """The registrable domains of ``pages``."""
        return frozenset(domain for domain in map(registrable_domain, self._own_links()) if domain)

    def _own_links(self) -> list[str]:
        found = [link.href for link in self.row.links if link.column in _OWN_LINKS]
        website = self.row.get(Field.WEBSITE)
        if website and not found:
            found = [word for word in website.split() if "." in word]
        return found

    def signature(self, columns: Iterable[str]) -> tuple[object, ...]:
        """What makes the row the same as another: name, section, and the items of the given columns."""
        return (self.written, self.group, *(items(self.cells.get(column, "")) for column in columns))

    @lazy
    def matter(self) -> tuple[object, ...]:
        """All that the row says, whatever it looks like: rows of equal matter are one entry, repeated."""
        return (
            self.written,
            self.group,
            *sorted((column, items(text)) for column, text in self.cells.items() if not says_nothing(text)),
        )

    @lazy
    def raw(self) -> tuple[object, ...]:
        """The row exactly as written, links and place left out; also the order in which rows are worked through."""
        fields = sorted(
            item for item in self.row.fields.items() if item[1]
        )  # fields are texts, and sort as such
        other = sorted(item for item in self.row.other.items() if item[1])
        return (self.row.name, tuple(fields), tuple(other))


def entries_of(listing: Listing) -> list[Entry]:
    """The listing's rows, ready for comparing, in page order."""
    return [Entry(row, at, cells_of(row)) for at, row in enumerate(listing.rows)]


def without_repeats(entries: Sequence[Entry]) -> tuple[list[Entry], Counter[tuple[object, ...]]]:
    """The entries, each but once, and how often the repeated ones stand: matter -> count."""
    same_name: dict[str, list[Entry]] = {}
    for (
        entry
    ) in entries:  # a rough key first: telling the matter of every row would cost more than comparing them
        same_name.setdefault(_NOT_WORD.sub("", entry.row.name).casefold(), []).append(entry)
    counts: Counter[tuple[object, ...]] = Counter()
    dropped: set[int] = set()
    for group in same_name.values():
        if len(group) > 1:
            for entry in group:
                counts[entry.matter] += 1
                if counts[entry.matter] > 1:
                    dropped.add(entry.at)
    return [entry for entry in entries if entry.at not in dropped], counts


def cells_of(row: Row) -> dict[str, str]:
    """The cells a row is compared by: column -> text, empty ones left out."""
    cells = {_COLUMNS[f]: text for f, text in row.fields.items() if f in _COLUMNS and text.strip()}
    for heading, text in row.other.items():
        if text.strip():
            cells.setdefault(heading, text)
    return cells
