"""Reports of revisions: gathered from the store, written as files, served, and attached to mails."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from monitor import __version__
from monitor.alert.letter import Attachment
from monitor.engine.baselines import approved_baseline
from monitor.engine.originals import captured, original
from monitor.knowledge.speech import Language
from monitor.model import Alert, AlertKind, DraftedLetter, Listing, Revision, Vendor
from monitor.report import MissingExtraError, ReportContext, ReportFormat, render_bytes
from monitor.review.decisions import next_steps
from monitor.store import NotFoundError, Store

# The page is made of foreign words: nothing in it may run, load or be framed, even if escaping ever failed.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-popups",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_WITH_REPORT = {AlertKind.CHANGE, AlertKind.ESCALATION}


class Reports:
    """Makes reports of recorded revisions.

    folder: where the files lie. language: of reports for which none is asked.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        vendor_of: Callable[[str], Vendor | None],
        *,
        now: Callable[[], datetime],
        zone: str = "UTC",
        address_of: Callable[[Revision], str | None] = lambda _: None,
        language: Language = Language.ENGLISH,
    ) -> None:
        self._store, self.folder, self._vendor_of, self._now = store, folder, vendor_of, now
        self._zone, self._address_of, self._language = zone, address_of, language

    def render(
        self,
        revision: Revision,
        form: ReportFormat,
        language: Language | None = None,
        *,
        originals: bool = True,
    ) -> bytes:
        """The report of a revision as a file; ``originals``: an HTML page holds the captured documents, folded.

        Raises ``MissingExtraError`` for ``pdf`` without its printer.
        """
        originals = form is ReportFormat.HTML and originals
        context = self.context(revision, language, originals=originals)
        return render_bytes(revision, format=form, context=context)

    def context(
        self, revision: Revision, language: Language | None = None, *, originals: bool = False
    ) -> ReportContext:
        """Everything around a revision that its report tells; ``originals``: with the captured documents as text."""
        store, vendor = self._store, self._vendor_of(revision.vendor_id)
        now, url = self._now(), self._address_of(revision)
        letter = _newest_letter(store, revision)
        zone = ZoneInfo((vendor.zone if vendor else None) or self._zone)
        since, until = revision.before.last_seen_at, revision.after.first_seen_at
        today = now.astimezone(zone).date()
        versions = store.clause_versions(revision.vendor_id)
        return ReportContext(
            generated_at=now,
            today=today,
            vendor=vendor,
            clause_version=next((v for v in reversed(versions) if v.terms == revision.terms), None),
            decisions=tuple(store.decisions(revision.id)),
            next_steps=next_steps(revision.state, today=today, window=revision.window)
            if revision.comparison.changes
            else (),
            notices=tuple(store.notices(revision_id=revision.id)),
            letter=store.content(letter.content_sha256).decode() if letter else None,
            letter_before=letter.drafted_at if letter and _outdated(store, revision, letter) else None,
            failures=tuple(store.failures(revision.source_id, since=since, until=until)),
            gaps=tuple(gap for gap in store.gaps(since=since) if gap.started_at <= until),
            text_before=_text(revision.before.listing),
            text_after=_text(revision.after.listing),
            baseline=approved_baseline(store, revision),
            original_before=original(store, revision.before, f"{url}/before" if url else None)
            if originals
            else None,
            original_after=original(store, revision.after, f"{url}/after" if url else None)
            if originals
            else None,
            report_url=url,
            tool_version=__version__,
            language=language or self._language,
        )

    def path(self, public_id: str) -> Path:
        """Where the report of a revision lies once it is written."""
        return self.folder / f"{public_id}.html"

    def write(self, revision: Revision) -> Path:
        """Write the report as HTML beside those before it; the file appears whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.path(revision.public_id)
        fresh = path.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_bytes(self.render(revision, ReportFormat.HTML))
        fresh.replace(path)
        return path

    def attachments(self, alert: Alert) -> tuple[Attachment, ...]:
        """The report, for mails that tell of a change."""
        if alert.kind not in _WITH_REPORT or alert.revision_id is None:
            return ()
        revision = self._store.revision(alert.revision_id)
        content = self.render(revision, ReportFormat.HTML, originals=False)  # a mail stays small
        return (Attachment(f"report-{revision.public_id}.html", "text/html", content),)

    def routes(self) -> list[BaseRoute]:
        """``/reports/<revision>``, with ``.pdf``, ``.docx``, ``.md``, ``.json`` or ``.csv`` for the other forms, and
        ``?language=de`` or ``fr``; ``/reports/<revision>/before`` and ``/after`` are the captured documents.
        """

        async def report(request: Request) -> Response:
            name, _, ending = request.path_params["name"].partition(".")
            try:
                form = ReportFormat(ending or "html")
                language = Language(request.query_params.get("language", self._language))
                revision = await asyncio.to_thread(self._store.revision, name)
            except (ValueError, NotFoundError):
                return PlainTextResponse("there is no such report\n", status_code=404)
            try:
                content = await asyncio.to_thread(self.render, revision, form, language)
            except MissingExtraError as error:
                return PlainTextResponse(f"{error}\n", status_code=501)
            headers = dict(_HEADERS)
            if form in {ReportFormat.PDF, ReportFormat.DOCX, ReportFormat.CSV}:
                headers["Content-Disposition"] = f'attachment; filename="report-{name}.{form.value}"'
            return Response(content, media_type=form.media_type, headers=headers)

        async def document(request: Request) -> Response:
            side = request.path_params["side"]
            try:
                revision = await asyncio.to_thread(self._store.revision, request.path_params["name"])
            except NotFoundError:
                return PlainTextResponse("there is no such report\n", status_code=404)
            snapshot = {"before": revision.before, "after": revision.after}.get(side)
            found = await asyncio.to_thread(captured, self._store, snapshot) if snapshot else None
            if found is None:
                return PlainTextResponse("there is no such document\n", status_code=404)
            if found.is_text:  # whatever it is, a browser shows letters
                return PlainTextResponse(found.text, headers=_HEADERS)
            headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="{found.sha256[:16]}.bin"'}
            return Response(found.body, media_type="application/octet-stream", headers=headers)

        return [Route("/reports/{name}", report), Route("/reports/{name}/{side}", document)]


def _newest_letter(store: Store, revision: Revision) -> DraftedLetter | None:
    """The objection as it was drafted last, if it was."""
    drafted = store.letters(revision.id)
    return drafted[-1] if drafted else None


def _outdated(store: Store, revision: Revision, letter: DraftedLetter) -> bool:
    """Whether the window was counted anew after the draft: by a notice, by other terms."""
    return any(computed_at > letter.drafted_at for computed_at, _, _ in store.windows(revision.id))


def _text(listing: Listing) -> str | None:
    return "\n\n".join(paragraph.text for paragraph in listing.paragraphs) or None
