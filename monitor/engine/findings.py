"""What does not fit together and asks for a person: pages without notices, notices without pages, terms that differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monitor.knowledge.words import instant
from monitor.model import Notice, SourceKind
from monitor.model.display import one_line
from monitor.store import Store

PAGE_WITHOUT_NOTICE = "page_changed_no_notice_logged"
NOTICE_WITHOUT_PAGE = "notice_logged_page_unchanged"


@dataclass(frozen=True, slots=True)
class NoticeFinding:
    """A page and a notice that do not meet. ``subject``: the revision's public id, or the number of the notice."""

    kind: str
    vendor_id: str
    subject: str
    words: str

    @property
    def shape(self) -> dict[str, Any]:
        """For machines."""
        return {"kind": self.kind, "vendor": self.vendor_id, "subject": self.subject, "words": self.words}


def notice_findings(store: Store) -> list[NoticeFinding]:
    """Pages that changed without a logged notice, and notices that no change of a page answers to."""
    found = []
    answered = {key for notice in store.notices() for key in notice.revision_ids}
    kinds = {state.source_id: state.kind for state in store.source_states(retired=True)}
    for head in store.open_revisions():
        if head.id not in answered and kinds.get(head.source_id) is SourceKind.LIST:
            words = (
                f"{head.vendor_name}: the page changed ({head.public_id}) and no notice is logged; did one arrive? "
                f"monitor notice add {head.vendor_id} --file mail.eml"
            )
            found.append(NoticeFinding(PAGE_WITHOUT_NOTICE, head.vendor_id, head.public_id, words))
    for notice in unanswered(store):
        subject = one_line(notice.subject, 80) or "without a subject"
        words = (
            f"{notice.vendor_id}: notice {notice.id} of {instant(notice.received_at)} (“{subject}”) is logged, "
            "and no change of a page answers to it"
        )
        found.append(NoticeFinding(NOTICE_WITHOUT_PAGE, notice.vendor_id, str(notice.id), words))
    return found


def unanswered(store: Store) -> list[Notice]:
    """Notices that are linked to no revision, by the order of their receipt."""
    return [notice for notice in store.notices() if not notice.revision_ids]
