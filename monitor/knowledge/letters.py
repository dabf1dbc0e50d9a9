"""Letters and words without what typography adds: for comparing texts, never for showing them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Soft hyphen, zero-width characters, byte order mark, directional marks, variation selectors: seen by nobody.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACES = re.compile(r"\s+")
# Letters that Unicode does not take apart, and typographic signs with a plain twin.
_TWINS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h",
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "ʼ": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"', "‹": "'", "›": "'",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "－": "-",
        "…": "...", "·": "•", "∙": "•", "‧": "•", "⋅": "•",
    }
)  # fmt: skip
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){1,6}[^\W\d_]?(?![^\W_])\.?")
_SLASHED = re.compile(r"\b([aki])/(s)\b")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=65_536)
def plain_letters(text: str) -> str:
    """A text without case, accents, unseen characters and typographic variants; white space collapsed."""
    if text.isascii():
        return (
            " ".join(text.lower().translate(_TWINS).split())
            if "`" in text
            else " ".join(text.lower().split())
        )
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold().translate(_TWINS)
    # Decomposing would tear Hangul and Japanese voiced marks apart: only marks upon Latin, Greek, Cyrillic letters go.
    bare = "".join(_bare(c) for c in seen)
    return _SPACES.sub(" ", bare).strip()


def _bare(char: str) -> str:
    if char < "\u00c0" or char > "\u1fff":
        return "" if "\u0300" <= char <= "\u036f" else char
    return "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c)).translate(
        _TWINS
    )


def words(name: str) -> list[str]:
    """The words of a name: "S.p.A." is one word, "A/S" too, "&" is "and", apostrophes join ("Moody's": "moodys")."""
    text = plain_letters(name).replace("'", "").replace("&", " and ").replace("+", " plus ")
    if "/" in text:
        text = _SLASHED.sub(r"\1\2", text)
    if "." in text:
        text = _INITIALS.sub(lambda m: m.group().replace(".", "") + " ", text)
    return _WORD.findall(text)
