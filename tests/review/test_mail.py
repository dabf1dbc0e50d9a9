"""A vendor's mail as a file: what it says of itself, however it was made."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.review.mail import MOST_BODY_BYTES, MOST_PARTS, read_mail
from tests.review.mails import mail


def test_a_mail_tells_who_wrote_when_it_was_sent_and_when_it_arrived() -> None:
    found = read_mail(mail(attached=("list.pdf", b"%PDF-1.4")))
    assert found is not None
    assert (found.subject, found.sender) == (
        "Changes to our sub-processors",
        "Acme Privacy <privacy@acme.example>",
    )
    assert found.sent_at == datetime(2026, 11, 3, 8, 10, tzinfo=UTC)
    assert found.arrived_at == datetime(2026, 11, 3, 8, 12, 1, tzinfo=UTC)
    (attached,) = found.attachments
    assert (attached.name, attached.media_type, attached.size) == ("list.pdf", "application/pdf", 8)
    assert found.warnings == ()


def test_the_rich_body_is_read_before_the_plain_one() -> None:
    found = read_mail(mail("plain", html="<p>Für Sie</p>"))
    assert found is not None
    assert [kind for kind, _ in found.bodies] == ["text/html", "text/plain"]
    assert "Für Sie".encode() in found.bodies[0][1]


@pytest.mark.parametrize(
    "date", ["Tue, 31 Feb 2026 10:00:00 +0000", "yesterday", "Tue, 3 Nov 2026 25:99:00 +0000"]
)
def test_a_date_that_is_none_is_told_and_not_guessed(date: str) -> None:
    found = read_mail(mail(date=date, received=None))
    assert found is not None
    assert found.sent_at is None
    assert found.warnings == (f"Its Date header, “{date}”, is no date.",)


def test_a_mail_without_a_date_says_so() -> None:
    found = read_mail(mail(date=None, received=None))
    assert found is not None
    assert (found.sent_at, found.arrived_at, found.warnings) == (None, None, ("It has no Date header.",))


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.4 x", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<html></html>"]
)
def test_what_is_no_mail_is_not_taken_for_one(data: bytes) -> None:
    assert read_mail(data) is None


def test_parts_nested_a_thousand_deep_leave_the_headers_readable() -> None:
    data = b"From: a@b.example\nSubject: deep\nDate: Tue, 03 Nov 2026 08:10:00 +0000\nMIME-Version: 1.0\n"
    for n in range(1000):
        data += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
    found = read_mail(data)
    assert found is not None
    assert found.subject == "deep"
    assert found.sent_at is not None


def test_a_thousand_parts_and_a_body_of_many_megabytes_are_read_in_part() -> None:
    many = EmailMessage()
    many["From"], many["Subject"] = "a@b.example", "many"
    many.set_content("x")
    for n in range(MOST_PARTS + 20):
        many.add_attachment(b"x", maintype="image", subtype="png", filename=f"{n}.png")
    found = read_mail(many.as_bytes())
    assert found is not None
    assert len(found.attachments) < MOST_PARTS
    assert f"more than {MOST_PARTS} parts" in " ".join(found.warnings)
    large = read_mail(mail("word " * (MOST_BODY_BYTES // 4)))
    assert large is not None
    assert len(large.bodies[0][1]) == MOST_BODY_BYTES


def test_a_mail_forwarded_as_an_attachment_is_read_and_its_own_time_is_pointed_at() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Date"] = (
        "ada@example.com",
        "Fwd",
        "Mon, 09 Nov 2026 08:00:00 +0000",
    )
    outer.set_content("see below")
    outer.add_attachment(message_from_bytes(mail("We add Beta Cloud GmbH."), policy=default))
    found = read_mail(outer.as_bytes())
    assert found is not None
    assert any(b"Beta Cloud GmbH" in body for _, body in found.bodies)
    (warning,) = found.warnings
    assert warning.startswith("Another mail of Tue, 03 Nov 2026 08:10:00 +0000 hangs on it")


def test_an_unknown_charset_and_headers_in_eight_bits_do_no_harm() -> None:
    data = (
        b"From: \xff\xfe <a@b.example>\r\nSubject: =?x-nonsense?q?=ff?= caf\xe9\r\n"
        b"Date: Tue, 03 Nov 2026 08:10:00 -0000\r\nContent-Type: text/plain; charset=x-nonsense\r\n\r\ncaf\xe9 Beta"
    )
    found = read_mail(data)
    assert found is not None
    assert b"Beta" in found.bodies[0][1]
    assert found.sent_at == datetime(2026, 11, 3, 8, 10, tzinfo=UTC)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_mangled_mail_breaks_the_reader(data: st.DataObject) -> None:
    whole = bytearray(mail(html="<p>x</p>", attached=("a.pdf", b"%PDF")))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    read_mail(bytes(whole))
