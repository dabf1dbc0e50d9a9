"""Bytes to text: which encoding a document is in, whatever its headers claim."""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_SAMPLE = 64 * 1024
_OLD_ENCODINGS = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "koi8_r",
    "cp932",
    "euc_jp",
    "cp949",
    "gb18030",
    "big5",
]
_SIGN_IN_WORD = re.compile(r"[^\W\d_][³¹²¿¼¾£¥¶][^\W\d_]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings whose bytes are all valid UTF-8 and mean something else.
_SEVEN_BIT = ("iso2022", "iso-2022", "hz", "utf-7", "utf7", "utf-16", "utf16", "utf-32", "utf32")
# What pages call by these names is by the WHATWG Encoding Standard the larger Windows set.
_LABELS = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932",
    "gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
}  # fmt: skip


def _known(label: str | None) -> str | None:
    if not label:
        return None
    low = label.strip().strip("\"'").lower()
    try:
        return codecs.lookup(_LABELS.get(low, low)).name
    except (LookupError, ValueError):
        return None


def decode(body: bytes, charset: str | None = None) -> tuple[str, bool]:
    """The text of ``body``, and whether bytes had to be replaced because nothing fitted.

    Order: byte-order mark; the escapes of ISO-2022-JP; valid UTF-8 (servers and pages often name another encoding
    wrongly, and text in another encoding is almost never valid UTF-8); the page's own declaration; the header's;
    what the bytes look like most.
    Never raises.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace"), False
    declared = _META.search(body[:4096]) or _XML.search(body[:200])
    names = [_known(declared.group(1).decode("ascii", "ignore")) if declared else None, _known(charset)]
    # utf-16 in a meta tag cannot be true: the tag was just read as ASCII.
    seven_bit = [
        n for n in names if n and n.startswith(_SEVEN_BIT) and not n.startswith(("utf-16", "utf-32"))
    ]
    if b"\x00" in body[:64] and (guess := _zeros(body)):
        return body.decode(guess, "replace"), False
    if b"\x1b" in body[:4096] and b"\x1b$" in body[:4096] and not seven_bit:
        seven_bit = ["iso2022_jp"]
    for name in seven_bit:
        try:
            return body.decode(name), False
        except (UnicodeError, LookupError, ValueError):
            continue
    for candidate in ("utf-8", *names):
        if candidate:
            try:
                return body.decode(candidate), False
            except (UnicodeError, LookupError, ValueError):
                continue
    if _mostly_utf8(body):
        return body.decode("utf-8", "replace"), True
    if any(names):
        return body.decode("cp1252", "replace"), False
    text = body.decode(_guessed(body[:_SAMPLE]), "replace")
    return text, "\ufffd" in text


def _guessed(sample: bytes) -> str:
    """The old encoding a text that declares none is most likely in.

    The library tells the scripts apart well and the Latin code pages badly; of those, the Western one is it unless
    it puts signs such as "³" inside words, where Central European letters belong.
    """
    from charset_normalizer import from_bytes  # 20 ms; only files in an old encoding pay for it

    best = from_bytes(sample, cp_isolation=_OLD_ENCODINGS).best()
    if best is not None and best.encoding not in ("cp1250", "cp1252"):
        return best.encoding
    return "cp1250" if _SIGN_IN_WORD.search(sample.decode("cp1252", "replace")) else "cp1252"


def _zeros(body: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Latin text is zero."""
    head = body[:200]
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _mostly_utf8(body: bytes) -> bool:
    """Whether the broken bytes are few: a cut or damaged UTF-8 text rather than another encoding."""
    text = body[:65536].decode("utf-8", "replace")
    wide = sum(1 for c in text if c > "\x7f")
    return wide > 0 and text.count("�") <= wide * 0.2
