"""What a document really is: its content tells before its name does, and its name before the server's header."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from urllib.parse import urlsplit


class Format(StrEnum):
    """The formats we can tell apart; ``UNSUPPORTED`` and ``ENCRYPTED`` are told apart and not read."""

    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    YAML = "yaml"
    RST = "rst"
    SHEET = "sheet"
    DOCX = "docx"
    PDF = "pdf"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"


_SOURCES = ("tsx", "jsx")  # files of functions that return markup
_NAMES = {
    Format.MARKDOWN: ("md", "mdx", "markdown", "mkd", "mdoc", "astro", *_SOURCES),
    Format.TEXT: ("txt", "text", "adoc", "asciidoc"),
    Format.CSV: ("csv", "tsv", "tab"),
    Format.JSON: ("json",),
    Format.YAML: ("yml", "yaml"),
    Format.RST: ("rst",),
    Format.HTML: ("html", "htm", "xhtml"),
}
_TYPES = {
    Format.HTML: ("text/html", "application/xhtml+xml"),
    Format.MARKDOWN: ("text/markdown", "text/x-markdown"),
    Format.CSV: ("text/csv", "text/tab-separated-values", "application/csv"),
    Format.JSON: ("application/json", "text/json", "application/ld+json"),
    Format.YAML: ("text/yaml", "application/yaml", "application/x-yaml"),
    Format.RST: ("text/x-rst",),
    Format.TEXT: ("text/plain",),
}
_BY_NAME = {ending: found for found, endings in _NAMES.items() for ending in endings}
_BY_TYPE = {name: found for found, names in _TYPES.items() for name in names}
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|div|p|h[1-6]|ul|ol|dl|section|main|article|meta|title|span|script"
    rb"|style|a)[\s>/]",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(
    rb"^(?:#{1,6}\s+\S|\s*\|?\s*:?-{3,}:?\s*\|[\s|:-]*$|\s*[*+-]\s+\S|={3,}\s*$|-{3,}\s*$)"
    rb"|\]\((?:https?:|/|#|\.|mailto:)",
    re.MULTILINE,
)
_JSX = re.compile(rb"(?:\breturn|=>)\s*\(\s*<[A-Za-z>]")  # what a file of JavaScript returns as markup
_PIPE_RULE = re.compile(rb"^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t|:-]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(rb"^\s*(?:---|\+\+\+)\s*\r?\n.*?^(?:---|\+\+\+)\s*$", re.MULTILINE | re.DOTALL)
_RST = re.compile(rb"^\.\. [\w-]+::|^:[\w -]+: |^\S.*\n[=~^\"'`#*+-]{4,}\s*$", re.MULTILINE)
_BINARY_HEADS = (
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"RIFF",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x7fELF",
    b"MZ\x90",
    b"wOFF",
    b"wOF2",
    b"{\\rtf",
)


_CONTROLS = bytes([*range(9), *range(14, 32)])


def sniff(body: bytes, *, media_type: str | None = None, url: str | None = None) -> Format:
    """The format of ``body``. Never raises."""
    head = body[:4096].lstrip(b"\xef\xbb\xbf").lstrip()
    if not head:
        return Format.EMPTY
    packed = _packed(body, head)
    if packed is not None:
        return packed
    named = _BY_NAME.get(_extension(url))
    if named is None and is_source(url) and _JSX.search(body):
        named = Format.MARKDOWN
    declared = _BY_TYPE.get((media_type or "").split(";")[0].strip().lower())
    lower = head[:512].lower()
    if lower.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return Format.HTML
    if head[:1] in b"{[" and named is not Format.MARKDOWN and _is_json(body):
        return Format.JSON
    if named is Format.HTML or (declared is Format.HTML and named is None):
        return Format.HTML if b"<" in body else _text_kind(body, head)
    if named is Format.TEXT:
        return Format.HTML if head[:1] == b"<" and _HTML.match(head) else Format.TEXT
    if named is not None:
        return named if named is not Format.JSON else _text_kind(body, head)
    if declared is not None and declared not in (Format.TEXT, Format.JSON):
        return declared
    if lower.startswith(b"<?xml") and b"<html" not in lower:
        return Format.HTML  # the parser takes any markup
    return _text_kind(body, head)


def _extension(url: str | None) -> str:
    if not url:
        return ""
    try:
        path = urlsplit(url).path if "://" in url else url
    except ValueError:
        return ""
    name = path.rsplit("/", 1)[-1].lower()
    return name.rsplit(".", 1)[-1] if "." in name else ""


def is_source(url: str | None) -> bool:
    """Whether an address names a file of functions that return markup (JSX)."""
    return _extension(url) in (*_SOURCES, "js")


def _packed(body: bytes, head: bytes) -> Format | None:
    """Formats that begin with their own mark."""
    if b"%PDF-" in body[:1024]:
        return Format.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(body)
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in body:
            return Format.ENCRYPTED
        if "WordDocument".encode("utf-16-le") in body:
            return Format.UNSUPPORTED  # it may hold the word "Book" as well
        return (
            Format.SHEET
            if "Workbook".encode("utf-16-le") in body or "Book".encode("utf-16-le") in body
            else Format.UNSUPPORTED
        )
    if head.startswith(_BINARY_HEADS):
        return Format.UNSUPPORTED
    if not body.startswith((b"\xff\xfe", b"\xfe\xff")) and _binary(body[:2048]):
        return Format.UNSUPPORTED
    return None


def _binary(sample: bytes) -> bool:
    """Mostly control characters, and not UTF-16: no text."""
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    zeros = sample.count(0)
    if zeros * 5 > len(sample) and (sample[::2].count(0) * 10 < zeros or sample[1::2].count(0) * 10 < zeros):
        return False
    if controls * 10 > len(sample) * 2:
        return True
    # No text of any encoding holds many of them: not UTF-8, whose bytes would be valid, nor the old ones.
    return (controls - zeros) * 33 > len(sample) and sample.lstrip()[:1] != b"<" and not _is_utf8(sample)


def _is_utf8(sample: bytes) -> bool:
    try:
        sample[:-4].decode()
    except UnicodeDecodeError as error:
        return error.start > len(sample) - 12
    return True


def _zip_kind(body: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = packed.namelist()[:2000]
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                kind = packed.read("mimetype")
                return Format.SHEET if b"spreadsheet" in kind else Format.UNSUPPORTED
    except Exception:
        head = body[:4096]
        if b"word/" in head:
            return Format.DOCX
        return Format.SHEET if b"xl/" in head else Format.UNSUPPORTED
    if any(name.startswith("word/") for name in names):
        return Format.DOCX
    if any(name.startswith("xl/") for name in names):
        return Format.SHEET
    return Format.UNSUPPORTED


def _is_json(body: bytes) -> bool:
    tail = body[-64:].rstrip()
    if tail[-1:] not in (b"}", b"]"):
        return False
    import json

    try:
        json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return False
    return True


def _text_kind(body: bytes, head: bytes) -> Format:
    """Text without a telling name: markup, Markdown, a delimited table, or plain."""
    sample = body[:65536]
    front = _FRONT_MATTER.match(sample)
    rest = sample[front.end() :] if front else sample
    if head[:1] != b"<" and _PIPE_RULE.search(rest):
        return Format.MARKDOWN
    tags = len(_HTML.findall(rest))
    marks = len(_MARKDOWN.findall(rest))
    if front is not None:
        return Format.MARKDOWN
    if head[:1] == b"<" and tags:
        return Format.HTML
    if tags >= 3 and tags > marks:
        return Format.HTML
    if _delimited(rest):
        return Format.CSV
    if sum(1 for line in rest.splitlines()[:400] if b"\t" in line.strip()) >= 4:
        return Format.TEXT
    if marks >= 2 and (marks > 3 or b"](" in rest or b"#" in rest):
        return Format.MARKDOWN
    return Format.HTML if tags >= 3 else Format.TEXT


def _delimited(sample: bytes) -> bool:
    """Lines that all hold the same number of one delimiter outside quotes, at least three columns wide."""
    lines = [re.sub(rb'"[^"]*"', b"", line) for line in sample.splitlines()[:12] if line.strip()]
    if len(lines) < 3:
        return False
    for mark in (b",", b";", b"\t"):
        counts = [line.count(mark) for line in lines]
        if min(counts) >= (2 if mark != b"\t" else 1) and len(set(counts)) == 1:
            return mark != b"\t"  # aligned text with tabs is the text reader's
    return False
