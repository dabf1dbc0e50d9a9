"""Text as a person reads it: white space collapsed, invisible characters gone, lines kept."""

from __future__ import annotations

import re
from functools import lru_cache

# Soft hyphens, zero-width marks, byte-order marks and bidirectional controls: none of them is part of a word,
# and a bidirectional control in a name is an attempt to make it read as another. Joiners of scripts that need
# them (U+200C, U+200D) stay. NUL comes from broken files.
_INVISIBLE = dict.fromkeys(
    [
        0x00,
        0xAD,
        0x200B,
        0x200E,
        0x200F,
        0x2060,
        0xFEFF,
        0x061C,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_LONGEST_NAME = 120  # characters; longer texts are not remembered
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
# Icon fonts live in the private use area, and their characters are no text.
_PRIVATE = re.compile("[\ue000-\uf8ff]+")


def clean(text: str) -> str:
    """One line of text: white space collapsed to single spaces, invisible characters removed."""
    if not text.isascii():
        text = _PRIVATE.sub("", text.translate(_INVISIBLE))
    elif "\x00" in text:
        text = text.replace("\x00", "")
    return " ".join(text.split())


def clean_lines(text: str) -> str:
    """Text with its line breaks kept: every line as ``clean`` leaves it, empty ones dropped."""
    if "\n" not in text and "\r" not in text:
        return clean(text)
    return "\n".join(filter(None, map(clean, text.splitlines())))


def one_line(text: str) -> str:
    """The lines of a cell in one line."""
    return text.replace("\n", " ")


def fold_key(text: str) -> str:
    """Text folded for lookups: lower case, without accents, hyphens as spaces, punctuation at the ends dropped.

    The same for data files and for documents, so that both meet in one dictionary.
    """
    return _fold_short(text) if len(text) <= _LONGEST_NAME else _fold(text)


@lru_cache(maxsize=8192)  # each name is looked up in several dictionaries
def _fold_short(text: str) -> str:
    return _fold(text)


def fold_key_of_lines(text: str) -> str:
    """Many lines of ASCII as ``fold_key`` leaves them, but for white space within and at the end of each."""
    return text.encode("ascii").translate(_ASCII_FOLD).decode("ascii")


def _fold(text: str) -> str:
    if text.isascii():  # the same through a table of bytes, at a third of the cost
        return " ".join(text.encode("ascii").translate(_ASCII_FOLD).decode("ascii").split())
    text = text.casefold().translate(_INVISIBLE).translate(_FOLD)
    return " ".join(text.translate(_PUNCTUATION).split())


_PUNCTUATION = str.maketrans(
    dict.fromkeys("-_/&+#:;,.!?*†‡§•·|\"'’‘“”´`…()[]{}<>«»「」『』【】（）：。、", " ")
)
_ASCII_FOLD = bytes(
    ord(_PUNCTUATION.get(code, chr(code).lower())) if code < 128 else code for code in range(256)
)


def _fold_table() -> dict[int, str]:
    import unicodedata

    table: dict[int, str] = {}
    # Latin letters with marks (Latin-1 to Latin Extended-B, and Additional) to their base letters.
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        base = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if base != chr(code):
            table[code] = base
    table.update(
        {ord(k): v for k, v in {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"}.items()}
    )
    # Typographic hyphens and spaces, full-width forms.
    table.update(
        dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xA0, 0x202F, 0x3000], " ")
    )
    table.update({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
    return table


_FOLD = _fold_table()
