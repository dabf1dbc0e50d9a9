"""What makes the chain provable to strangers, again and again while the service runs.

Once in ``evidence.checkpoint_every`` the ends of all open spans are sealed, the head is written down beside the
database, and signed where there is a key. A time-stamp is asked for after every revision and every checkpoint. What is
owed is read from the store each time, so an authority that is out of reach loses nothing: it is asked again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx

from monitor.engine.anchors import Anchors
from monitor.engine.writer import Writer
from monitor.evidence.signing import SigningKey, SigningKeyError, check_head, head_message
from monitor.evidence.stamping import QUERY_TYPE, StampError, check_stamp, question, read_roots
from monitor.settings import Settings
from monitor.store import ChainHead, NotFoundError, Problem, Store, StoreFailedError
from monitor.store.seals import link_text

log = logging.getLogger(__name__)

RFC3161, ED25519 = "rfc3161", "ed25519"
_TIMEOUT_S = 30.0
_AGAIN_AFTER = timedelta(minutes=10)
_MOST_BYTES = 256 * 1024


class Witnessing:
    """The part of the service that has the chain witnessed. ``trouble``: why the last time-stamp failed; "" if not."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        settings: Callable[[], Settings],
        now: Callable[[], datetime],
    ) -> None:
        self._store, self._writer, self._settings, self._now = store, writer, settings, now
        self._not_before: datetime | None = None
        self.trouble = ""

    async def watch(self) -> None:
        """``run``, as the service calls it each minute: what fails is logged and tried again.

        The monitor goes on watching without a witness, so this is no reason to call the service unhealthy.
        """
        try:
            await self.run(self._now())
        except Exception:
            log.exception("the chain could not be witnessed")

    async def run(self, now: datetime) -> None:
        """Do what is owed; nothing, mostly. Raises the store's errors."""
        settings = self._settings()
        evidence = settings.monitor.evidence
        every = timedelta(seconds=evidence.checkpoint_every)
        if await self._writer.call(lambda: self._store.seal_spans(now, every=every)):
            await self._checkpoint(settings, now)
        if evidence.timestamp_url and (self._not_before is None or now >= self._not_before):
            await self._stamp(evidence.timestamp_url, settings, now)

    async def _checkpoint(self, settings: Settings, now: datetime) -> None:
        head = self._store.chain_head()
        key = settings.signing_key
        if key is not None:
            try:
                signer = await asyncio.to_thread(SigningKey.read, key)
            except SigningKeyError as error:
                log.error("the chain is not signed: %s", error)  # noqa: TRY400 - the message says it all
            else:
                token = signer.sign(head_message(head.seq, head.sha256))
                await self._keep(ED25519, head, signer.public, token, now)
        try:
            Anchors(settings.data_dir).add(head, now)
        except OSError as error:
            log.warning("the head of the chain could not be written down: %s", error)

    async def _keep(self, kind: str, head: ChainHead, authority: str, token: bytes, now: datetime) -> None:
        await self._writer.call(
            lambda: self._store.add_witness(kind, head, authority=authority, token=token, at=now)
        )

    async def _stamp(self, url: str, settings: Settings, now: datetime) -> None:
        head = await asyncio.to_thread(self._store.unwitnessed, RFC3161)
        if head is None:
            return
        try:
            text = link_text(*self._store.link_fields(head.seq))
            asked = question(text)
            token = await _post(url, asked.body)
            check_stamp(token, head.sha256, _roots(settings), nonce=asked.nonce)
        except (StampError, httpx.HTTPError) as error:
            self.trouble = f"{url}: {error or type(error).__name__}"
            self._not_before = now + _AGAIN_AFTER
            log.warning("no time-stamp for link %d yet: %s", head.seq, self.trouble)
            return
        await self._keep(RFC3161, head, url, token, now)
        self.trouble, self._not_before = "", None


async def _post(url: str, body: bytes) -> bytes:
    async with (
        httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False) as client,
        client.stream("POST", url, content=body, headers={"Content-Type": QUERY_TYPE}) as answer,
    ):
        answer.raise_for_status()
        content = b""
        async for piece in answer.aiter_bytes():
            content += piece
            if len(content) > _MOST_BYTES:
                raise StampError("the answer is too large for a time-stamp")
        return content


def _roots(settings: Settings) -> bytes:
    """The certificates that time-stamps are checked with. Raises StampError."""
    name = settings.monitor.evidence.timestamp_ca
    if not name:
        raise StampError("evidence.timestamp_ca names no certificates to check it with")
    return read_roots(settings.path.parent / name)


def check_witnesses(store: Store, settings: Settings) -> list[Problem]:
    """Every stored time-stamp and signature against the link it is of; for ``monitor verify``."""
    problems: list[Problem] = []
    for witness in store.witnesses():
        try:
            token = store.content(witness.token_sha256)
            if witness.kind == ED25519:
                check_head(token, witness.seq, witness.link_sha256)
            else:
                check_stamp(token, witness.link_sha256, _roots(settings))
        except (SigningKeyError, StampError) as error:
            said = f"{witness.kind} of link {witness.seq} by {witness.authority}: {error}"
            problems.append(Problem("witness not good", f"witness {witness.id}", said, witness.seq))
        except (NotFoundError, StoreFailedError):
            continue  # told of as a content that is missing or altered
    return problems
