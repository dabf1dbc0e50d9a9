"""Local files become captures too, with a media type that content proves before the name may claim it."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.fetch import UnreadableFileError, media_type, read_file
from tests.fetch.conftest import NOON


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("list.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("list.html", b"\n%PDF-1.7\n", "application/pdf"),
        ("list.pdf", b"<!DOCTYPE html><p>404", "text/html"),
        ("list.HTM", b"<table>", "text/html"),
        ("list", b"\xef\xbb\xbf <!doctype HTML>", "text/html"),
        ("list.md", b"# Sub-processors", "text/markdown"),
        ("list.md", b"<table><tr>", "text/markdown"),
        ("list.mdx", b"import X", "text/mdx"),
        ("list.csv", b"Name,Country", "text/csv"),
        ("list.json", b"[]", "application/json"),
        ("list", b"<div>", "text/html"),
        ("list", b"Name\tCountry", "text/plain"),
        ("list", b"PK\x03\x04", "application/zip"),
        ("list", b"\x00\x01", "application/octet-stream"),
        (
            "l.docx",
            b"PK\x03\x04",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_the_media_type_of_a_file(name: str, content: bytes, expected: str) -> None:
    assert media_type(name, content) == expected


def test_a_file_is_captured_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "list ä.md"
    file.write_bytes(b"| Name |\r\n")
    capture = read_file(file, now=lambda: NOON)
    assert (capture.status, capture.body, capture.fetched_at) == (200, b"| Name |\r\n", NOON)
    assert capture.media_type == "text/markdown"
    assert capture.final_url == file.as_uri()


def test_a_file_that_cannot_be_read_is_named_with_the_mend(tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_bytes(b" \n")
    large = tmp_path / "large.html"
    large.write_bytes(b"x" * 100)
    for path, words in [
        (tmp_path / "none.html", "no such file"),
        (tmp_path, "folder"),
        (empty, "is empty"),
    ]:
        with pytest.raises(UnreadableFileError, match=words) as caught:
            read_file(path)
        assert str(path) in str(caught.value)
    with pytest.raises(UnreadableFileError, match="limit of 50"):
        read_file(large, max_bytes=50)
