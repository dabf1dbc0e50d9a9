"""What a capture says: rows, columns, dates, paragraphs, warnings. Made by extraction; plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Field(StrEnum):
    """The canonical fields of a row. Other columns are kept under their own heading."""

    NAME = "name"
    LEGAL_NAME = "legal_name"
    PURPOSE = "purpose"
    LOCATION = "location"  # where data is processed
    CORPORATE_LOCATION = "corporate_location"  # the company's seat: never the same as where data is processed
    LEGAL_ADDRESS = "legal_address"
    DATA_CATEGORIES = "data_categories"
    DATA_SUBJECTS = "data_subjects"
    TRANSFER_MECHANISM = "transfer_mechanism"
    PRODUCTS = "products"  # what of the vendor's offering the row applies to
    WEBSITE = "website"
    CONTACT = "contact"
    DATE_ADDED = "date_added"
    RELATIONSHIP = "relationship"
    STATUS = "status"
    REGISTRATION = "registration"
    GROUP = "group"  # the heading or section the row stands under
    NOTES = "notes"


class Verdict(StrEnum):
    """Does the capture hold a list of sub-processors?"""

    LIST = "list"
    NO_LIST = "no_list"


class NoListReason(StrEnum):
    """Why there is no list to read. "No list" is never "all removed"."""

    POINTER = "pointer"  # the page only leads to the list; ``points_to`` says where
    ON_REQUEST = "on_request"
    LOGIN = "login"
    CHALLENGE = "challenge"  # a bot wall
    CONSENT = "consent"  # a consent wall instead of the page
    SHELL = "shell"  # an application that fills itself by script
    TEMPLATE = "template"  # placeholders instead of content
    PROSE = "prose"  # text without a list, whether or not it speaks of sub-processors
    EMPTY = "empty"
    ERROR_PAGE = "error_page"  # an error or maintenance notice served as a page
    OTHER_LIST = "other_list"  # a list of something else (cookies, integrations, categories)
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"  # not what it says it is, or broken beyond reading
    UNSUPPORTED = "unsupported"  # a format we do not read
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"  # stopped at the time limit


@dataclass(frozen=True, slots=True)
class Link:
    """A link as found in a row: its text, its absolute address, and the field or heading of its cell."""

    text: str
    href: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list, as published.

    fields: canonical field -> text as written, white space collapsed, lines of a cell joined by ``\\n``.
        Always holds ``Field.NAME``; a field that the page does not give is absent.
    other: heading of a column without a canonical field -> text.
    links: every link in the row, in order, as found (tracking and redirects not undone).
    where: a place in the document a reader can be led to, e.g. ``table 2, row 5`` with an element path,
        ``page 3 (56,120)-(540,160)``, ``Sheet1!A7``, ``line 41``.
    """

    fields: Mapping[Field, str]
    other: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    where: str = ""

    @property
    def name(self) -> str:
        """The name as written."""
        return self.fields.get(Field.NAME, "")

    @property
    def group(self) -> str | None:
        """The heading or section the row stands under, if any."""
        return self.fields.get(Field.GROUP)

    def get(self, which: Field) -> str | None:
        """The text of a canonical field, None where the page does not give it."""
        return self.fields.get(which)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: its heading as written, and the canonical field it was read as, if any."""

    heading: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the main content, with the heading it stands under and its place."""

    text: str
    section: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """The page's own statement of when it last changed. A hint, never a trigger.

    on: the resolved date; None where none is stated or two readings stay possible.
    phrase: the words it came from. readings: every date the words can mean, earliest first.
    """

    on: date | None = None
    phrase: str | None = None
    readings: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What one capture says.

    verdict/reason: whether there is a list, and if not, why. rows: the entries in page order.
    published: see ``PublishedDate``. points_to: the address a pointer page leads to.
    warnings: for people, one sentence each.
    announcements: sentences on the page that announce a coming change.
    paragraphs: main content, for prose sources and for pages without a list; empty for lists.
    language: BCP 47 code as stated or guessed. title: the page's title.
    stated_total: how many entries the page itself says the list has ("1-10 of 20 results"); None where it does not.
    """

    verdict: Verdict
    reason: NoListReason | None = None
    rows: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()
    published: PublishedDate = field(default_factory=PublishedDate)
    points_to: str | None = None
    warnings: tuple[str, ...] = ()
    announcements: tuple[str, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    language: str | None = None
    title: str | None = None
    stated_total: int | None = None
