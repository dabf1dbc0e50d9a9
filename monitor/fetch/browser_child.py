"""The browser's process: starts one browser, opens the pages it is told to on standard input, until that ends.

Started by ``monitor.fetch.browser_process`` as ``python -m monitor.fetch.browser_child`` in a session of its own. It
dies with its parent, whose end closes the input; whatever hangs is killed from outside, with all that descends from it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Playwright, async_playwright

from monitor.fetch.browser_frames import (
    HOME_PREFIX,
    LARGEST_META,
    FrameError,
    Seen,
    Start,
    Visit,
    frame,
    read_frame,
)
from monitor.fetch.browser_page import visit_page
from monitor.fetch.browser_proxy import GuardProxy
from monitor.fetch.guard import AddressGuard, networks
from monitor.fetch.resolver import SystemResolver
from monitor.model import FailureReason

# What a page may receive in all, as sent, for each byte its document may have: scripts and data come on top.
_TRAFFIC_FACTOR = 4
_NO_PROXY = "http://127.0.0.1:9"  # the discard port: whatever is not a page's own has no way out

ARGUMENTS = (
    "--disable-dev-shm-usage",  # containers give it 64 MB
    "--disable-gpu",
    "--mute-audio",
    "--disable-quic",
    "--blink-settings=imagesEnabled=false",
    # No name is resolved and no packet sent but by way of the proxy.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--no-pings",
    "--js-flags=--max-old-space-size=768",  # megabytes of one page's objects
)


async def serve(source: asyncio.StreamReader, sink: int) -> None:
    """Open pages until the input ends."""
    plain, _ = await read_frame(source, 0)
    start = Start.of(plain)
    async with async_playwright() as playwright:
        try:
            browser = await _launch(playwright, start)
        except PlaywrightError as error:
            _write(sink, frame({"failure": _launch_words(str(error))}))
            return
        resolver = SystemResolver(threads=8)
        allowed = networks(start.allow_networks)
        guards = {private: AddressGuard(allowed, private) for private in (False, True)}
        _write(sink, frame({"version": browser.version}))
        while True:
            visit = Visit.of((await read_frame(source, 0))[0])
            proxy = GuardProxy(
                guards=guards,
                resolver=resolver,
                private_host=visit.private_host,
                limit=visit.max_body * _TRAFFIC_FACTOR,
                connect_timeout_s=start.connect_timeout_s,
                upstream=start.proxy,
            )
            try:
                async with proxy:
                    seen, body = await visit_page(browser, visit, proxy, start.user_agent)
            except PlaywrightError as error:
                words = f"the browser failed: {str(error).strip().splitlines()[0][:300]}"
                seen, body = Seen(visit.url, failure=FailureReason.BROWSER, detail=words, worn=True), b""
            _write(sink, frame(seen.plain(), body))


async def _launch(playwright: Playwright, start: Start) -> Any:
    return await playwright.chromium.launch(
        executable_path=start.program,
        chromium_sandbox=start.sandbox,
        proxy={"server": _NO_PROXY},
        args=list(ARGUMENTS),
        ignore_default_args=["--disable-popup-blocking"],
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
        timeout=30_000,
    )


def _launch_words(error: str) -> str:
    if "sandbox" in error.lower() and "No usable sandbox" in error:
        return (
            "the browser's sandbox cannot be set up here: the system forbids user namespaces to this account; allow "
            "them, or set fetch.browser_sandbox: false where the container is the sandbox"
        )
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    telling = next((line for line in lines if "error while loading" in line or "FATAL" in line), lines[0])
    return f"the browser does not start: {telling[:300]}"


def _write(sink: int, data: bytes) -> None:
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(sink, view) :]
    except BrokenPipeError:
        raise FrameError("the parent is gone") from None


async def main() -> None:
    """Serve on standard input and output. Ends, browser and all, when the input ends."""
    sink = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not get into the answers
    source = asyncio.StreamReader(limit=LARGEST_META)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(source), os.fdopen(os.dup(0), "rb", 0)
    )
    work = asyncio.create_task(serve(source, sink))
    gone = asyncio.create_task(_ended(source))
    await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
    work.cancel()
    gone.cancel()
    await asyncio.gather(work, gone, return_exceptions=True)


async def _ended(source: asyncio.StreamReader) -> None:
    """Until the input is at its end, whatever is under way."""
    while not source.at_eof():  # noqa: ASYNC110 - a stream tells its end to one reader, and that one is at work
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(main())
    # The folder made for this process; its parent removes it too, unless it was killed.
    if (home := Path(os.environ.get("HOME", "/"))).name.startswith(HOME_PREFIX):
        shutil.rmtree(home, ignore_errors=True)
    sys.exit(0)
