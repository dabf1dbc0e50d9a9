"""Notices of vendors: kept as evidence, linked to the change they announce, and what they do to the window."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.assess.windows import compute
from monitor.engine.deciding import Deciding
from monitor.engine.findings import NOTICE_WITHOUT_PAGE, PAGE_WITHOUT_NOTICE, notice_findings
from monitor.engine.notice_files import read_notice_file
from monitor.engine.noticing import ITSELF, LoggedNotice, NoticeError, Noticing, ToldNotice, parse_received
from monitor.model import ClauseTerms, DecisionState, Period, Revision, RunsFrom, Vendor, WindowFacts
from monitor.store import NotAllowedError, Store
from tests.review.conftest import Change
from tests.review.mails import mail
from tests.store.samples import AT, source, vendor

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
ACME = vendor("acme")
FACTS = WindowFacts(
    terms=ClauseTerms(Period(10), Period(30), RunsFrom.RECEIPT, confirmed_by="Ada"),
    last_unchanged=AT,
    first_seen=AT + DAY,
    today=date(2026, 11, 3),
)


def noticing(store: Store) -> Noticing:
    return Noticing(store, Deciding(store, lambda _: ACME))


def told(file: bytes | None = None, **more: object) -> ToldNotice:
    return ToldNotice(
        **{"logged_by": "Ada Berg", "file": file, "file_name": "mail.eml" if file else ""} | more
    )  # type: ignore[arg-type]


def log(store: Store, file: bytes | None = None, now: datetime = NOW, **more: object) -> LoggedNotice:
    return noticing(store).log(ACME, told(file, **more), now)


@pytest.fixture
def revision(change: Change) -> Revision:
    """Acme's list gained Beta Cloud GmbH between 2 and 3 November; the clause counts from receipt of a notice."""
    return change("acme", "Beta Cloud GmbH", window=compute(FACTS), facts=FACTS, terms=FACTS.terms)


def test_a_logged_mail_starts_the_clock_and_the_difference_is_shown(store: Store, revision: Revision) -> None:
    logged = log(store, mail(), received_at=datetime(2026, 10, 30, 9, 0, tzinfo=UTC), certain=True)
    (linked,) = logged.links
    assert linked.revision.id == revision.id
    assert linked.recomputed is not None
    moved = {label: (was, now) for label, was, now in linked.recomputed.differences}
    assert moved["deadline"] == ("Wed 2 – Thu 3 Dec 2026", "Sun 29 Nov 2026")
    assert moved["clock starts"][1] == "Fri 30 Oct 2026"
    assert any("The vendor's notice was received" in line for line in linked.recomputed.after.working)
    window = store.revision(revision.id).window
    assert window is not None
    assert "notice_not_logged" not in window.flags
    assert [why.partition(",")[0] for _, why, _ in store.windows(revision.id)] == [
        "at detection", f"notice {logged.notice.id}",
    ]  # fmt: skip
    assert store.verify() == []


def test_the_file_is_kept_byte_for_byte_and_what_was_read_stands_beside_it(
    store: Store, revision: Revision
) -> None:
    file = mail(attached=("list.pdf", b"%PDF-1.4"))
    notice = log(store, file).notice
    assert notice.file_sha256 is not None
    assert store.content(notice.file_sha256) == file
    assert notice.received_at == datetime(2026, 11, 3, 8, 12, 1, tzinfo=UTC)  # as the receiving server wrote
    parsed = notice.parsed
    assert parsed["names"] == ["Beta Cloud GmbH"]
    assert parsed["effective_read"] == "2026-12-03"
    assert parsed["attachments"] == [
        {
            "name": "list.pdf",
            "type": "application/pdf",
            "size": 8,
            "sha256": parsed["attachments"][0]["sha256"],
        }  # type: ignore[index]
    ]
    assert parsed["message_id"] == "<1@acme.example>"


def test_the_first_of_several_notices_starts_the_clock(store: Store, revision: Revision) -> None:
    first = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    log(store, mail(), received_at=first)
    before = store.window_facts(revision.id)
    again = log(store, mail(subject="Reminder"), received_at=first + 5 * DAY)
    assert again.links[0].recomputed is None
    assert before is not None
    assert store.window_facts(revision.id) == before


def test_a_day_of_effect_that_was_read_is_shown_as_unconfirmed_and_puts_nothing_off(
    store: Store, revision: Revision
) -> None:
    log(store, mail())
    facts, window = store.window_facts(revision.id), store.revision(revision.id).window
    assert facts is not None
    assert facts.effective is None
    assert facts.effective_read == date(2026, 12, 3)
    assert window is not None
    assert window.engagement_earliest == date(2026, 11, 13)  # ten days' notice: earlier than the day read
    assert "effective_read" in window.flags
    said = "“We will engage a new sub-processor, Beta Cloud GmbH, effective 3 December 2026”"
    assert any(said in line and "unconfirmed" in line for line in window.working)
    assert store.verify() == []


def test_a_day_of_effect_that_was_read_may_bring_the_day_forward(store: Store, revision: Revision) -> None:
    log(store, mail("We will engage Beta Cloud GmbH, effective 7 November 2026."))
    window = store.revision(revision.id).window
    assert window is not None
    assert window.engagement_earliest == date(2026, 11, 7)
    assert window.prevent_by == date(2026, 11, 6)
    assert window.breach == "possible"  # ten days were promised; never certain on our reading alone


def test_a_day_of_effect_as_a_person_reads_it_goes_before_the_one_that_was_read(
    store: Store, revision: Revision
) -> None:
    log(store, mail())
    log(store, mail(subject="again"), effective=date(2026, 11, 8))
    window = store.revision(revision.id).window
    assert window is not None
    assert window.engagement_earliest == date(2026, 11, 8)
    assert window.breach is not None  # ten days were promised
    facts = store.window_facts(revision.id)
    assert facts is not None
    assert (facts.effective_read, facts.effective_quote) == (None, "")


def test_the_sending_counts_where_the_contract_deems_receipt_from_it(store: Store, change: Change) -> None:
    terms = replace(FACTS.terms, runs_from=RunsFrom.NOTICE, deemed_received=Period(3))
    facts = replace(FACTS, terms=terms)
    revision = change("acme", "Beta Cloud GmbH", window=compute(facts), facts=facts, terms=terms)
    log(store, mail(), received_at=datetime(2026, 11, 9, 9, 0, tzinfo=UTC))
    window = store.revision(revision.id).window
    assert window is not None
    assert (window.trigger.earliest, window.trigger.latest) == (date(2026, 11, 6), date(2026, 11, 9))


def test_a_notice_for_a_page_that_has_not_changed_waits_and_is_linked_when_it_does(
    store: Store, change: Change
) -> None:
    store.sync_vendors([ACME], AT)
    early = AT - 3 * DAY
    logged = log(store, mail(date=None, received=None), received_at=early, now=AT - 2 * DAY)
    assert logged.links == ()
    assert [f.kind for f in notice_findings(store)] == [NOTICE_WITHOUT_PAGE]
    following = noticing(store)
    assert following.follow(AT) == []
    revision = change("acme", "Beta Cloud GmbH", of=ACME, window=compute(FACTS), facts=FACTS)
    (linked,) = following.follow(NOW)
    assert linked.revision.id == revision.id
    assert store.notices()[0].revision_ids == (revision.id,)
    facts = store.window_facts(revision.id)
    assert facts is not None
    assert facts.received == early
    assert following.follow(NOW) == []
    assert noticing(store).follow(NOW) == []  # nor after a restart
    assert notice_findings(store) == []


def test_a_changed_page_without_a_notice_is_a_finding(store: Store, revision: Revision) -> None:
    (finding,) = notice_findings(store)
    assert (finding.kind, finding.subject) == (PAGE_WITHOUT_NOTICE, revision.public_id)
    assert "monitor notice add acme" in finding.words


def test_a_link_made_by_mistake_is_taken_back_with_its_window_and_not_made_again(
    store: Store, revision: Revision
) -> None:
    notice = log(store, mail()).notice
    taken = noticing(store).unlink(notice, revision, by="Ben", why="another product", now=NOW)
    assert taken is not None
    assert taken.after.deadline == compute(FACTS).deadline
    assert noticing(store).follow(NOW) == []
    with pytest.raises(NotAllowedError):
        noticing(store).link(notice, revision, "Ben", NOW)
    assert store.verify() == []


def test_a_window_that_a_crash_left_uncounted_is_counted_at_the_next_look(
    store: Store, revision: Revision
) -> None:
    notice = store.add_notice(
        "acme", received_at=AT - 3 * DAY, channel="mail", subject="s", logged_by="Ada", at=NOW
    )
    store.link_notice(notice.id, revision.id, "Ada", NOW)  # and here the process died
    following = noticing(store)
    for _ in range(3):
        following.follow(NOW)
    facts = store.window_facts(revision.id)
    assert facts is not None
    assert facts.received == AT - 3 * DAY
    assert len(store.windows(revision.id)) == 2
    store.unlink_notice(notice.id, revision.id, unlinked_by="Ada", why="no", at=NOW)  # and here again
    following.follow(NOW)
    facts = store.window_facts(revision.id)
    assert facts is not None
    assert facts.received is None


def test_a_lapse_by_figures_that_a_notice_corrects_is_taken_back(store: Store, revision: Revision) -> None:
    after = datetime(2026, 12, 4, 12, 0, tzinfo=UTC)
    (head,) = store.open_revisions()
    assert Deciding(store, lambda _: ACME).lapse(head, after) is not None
    logged = log(store, mail(), received_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC), now=after)
    assert logged.links[0].recomputed is not None
    assert logged.links[0].recomputed.reopened is not None
    assert store.revision(revision.id).state is DecisionState.DETECTED


def test_a_person_may_say_which_change_a_notice_announces(store: Store, revision: Revision) -> None:
    words = mail("Something vague.", subject="News")
    logged = noticing(store).log(ACME, told(words), NOW, revision=revision)
    assert logged.links[0].reason == "as Ada Berg says"
    with pytest.raises(NoticeError, match="is of Acme, not of Bolt"):
        noticing(store).log(Vendor("bolt", "Bolt", ()), told(words), NOW, revision=revision)


def test_a_notice_may_be_logged_without_any_file(store: Store, revision: Revision) -> None:
    logged = log(store, received_at=AT, channel="telephone", subject="They called")
    assert (logged.notice.file_sha256, logged.notice.channel) == (None, "telephone")
    assert logged.links[0].reason == "by its date alone, 1 day from the change"


# -- what is refused, and then nothing is kept ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "more", "words", "mend"),
    [
        (
            mail(),
            {"received_at": NOW + DAY},
            "Wed 11 Nov 2026, 12:00 UTC lies in the future",
            "correct --received",
        ),
        (
            mail(received=None, date="Tue, 10 Nov 2027 08:00:00 +0000"),
            {},
            "by the mail's own date",
            "--received",
        ),
        (mail(), {"received_at": AT - 20 * DAY}, "it was only sent Tue 3 Nov 2026", "--certain"),
        (mail(received=None, date=None), {}, "the mail bears no date", "--received 2026"),
        (
            mail(received=None, date="Tue, 31 Feb 2026 10:00:00 +0000"),
            {},
            "the mail bears no date",
            "--received",
        ),
        (None, {}, "when it arrived is not known", "--received"),
        (mail(), {"logged_by": "  "}, "nobody logs this notice", "--by"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_to_mend_it(
    store: Store, revision: Revision, file: bytes | None, more: dict[str, object], words: str, mend: str
) -> None:
    with pytest.raises(NoticeError, match=words) as error:
        log(store, file, **more)
    assert mend in error.value.mend
    assert store.notices() == []


def test_the_same_file_is_logged_once(store: Store, revision: Revision) -> None:
    notice = log(store, mail()).notice
    with pytest.raises(NoticeError, match=f"logged already: notice {notice.id}"):
        log(store, mail())
    assert len(store.notices()) == 1


def test_a_receipt_before_the_sending_is_taken_where_a_person_is_certain(
    store: Store, revision: Revision
) -> None:
    notice = log(store, mail(), received_at=AT - 20 * DAY, certain=True).notice
    assert notice.received_at == AT - 20 * DAY


def test_a_bare_day_of_receipt_may_be_the_day_of_sending(store: Store, revision: Revision) -> None:
    received = parse_received("2026-11-03", "Europe/Berlin", NOW)  # noon
    late = mail(date="Tue, 03 Nov 2026 16:00:00 +0000", received=None)
    assert log(store, late, received_at=received).notice.received_at == received
    with pytest.raises(ValueError, match="February 2026 has 28 days"):
        parse_received("2026-02-31", "UTC", NOW)


def test_the_bare_day_of_today_is_not_its_noon_to_come() -> None:
    early = datetime(2026, 11, 10, 7, 30, tzinfo=UTC)
    assert parse_received("2026-11-10", "Europe/Berlin", early) == early
    assert parse_received("2026-11-10", "Europe/Berlin", early + DAY) == datetime(
        2026, 11, 10, 11, tzinfo=UTC
    )
    tomorrow = parse_received("2026-11-11", "Europe/Berlin", early)
    assert tomorrow is not None
    assert tomorrow > early  # refused as lying in the future


@pytest.mark.parametrize(
    ("name", "content", "warned"),
    [
        ("letter.pdf", b"%PDF-1.4 broken", False),
        ("mail.msg", b"\xd0\xcf\x11\xe0 Outlook", True),
        ("letter.txt", b"We will engage Beta Cloud GmbH from 3 December 2026.", False),
        ("page.html", b"<p>We will engage Beta Cloud GmbH from 3 December 2026.</p>", False),
    ],
)
def test_files_that_are_no_mails_are_kept_and_read_where_they_can_be(
    store: Store, revision: Revision, name: str, content: bytes, warned: bool
) -> None:
    logged = log(store, content, file_name=name, received_at=AT)
    assert store.content(str(logged.notice.file_sha256)) == content
    assert bool(logged.file.warnings) is warned


def test_a_mail_that_somebody_else_sent_may_be_a_forwarded_copy() -> None:
    here = vendor("acme", source(url="https://www.example.org/sub-processors"))
    for sender, warned in ((b"ada@example.com", True), (b"privacy@mail.example.org", False)):
        found = read_notice_file(mail().replace(b"privacy@acme.example>", sender + b">"), "mail.eml", here)
        assert any("if it is a forwarded copy" in warning for warning in found.warnings) is warned


def test_hostile_words_of_a_mail_stay_words(store: Store, revision: Revision) -> None:
    body = "Beta Cloud GmbH\x00 <script>alert(1)</script> \u202eevil " + "x" * 100_000
    logged = log(store, mail(body, subject="a\u202eb <b>bold</b> \x1b[31m"))
    assert logged.notice.subject == "ab <b>bold</b> [31m"
    assert logged.links[0].revision.id == revision.id
    assert store.notices()[0].parsed["from"] == "Acme Privacy <privacy@acme.example>"
    assert ITSELF == "the monitor"
