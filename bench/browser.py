"""What reading through the browser costs: ``python -m bench.browser [pages [browsers]]``.

One page of 60 rows that a script fills from a JSON answer, served on loopback. Printed: the first page (with the start
of the browser), a page after that with and without its picture, pages a second, the memory of the browser's processes
(what they share counted for each), and beside it the same address fetched plainly.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time

from aiohttp import web

from monitor.fetch import Fetcher, FetchOptions
from monitor.model import Capture, Source, Validators, codec

ROWS = [
    {"name": f"Company {n} GmbH", "purpose": "Hosting of the service", "location": "Germany"}
    for n in range(60)
]
PAGE = """<!doctype html><html lang="en"><title>Sub-processors</title><div id="root"></div><script>
fetch('/rows').then(answer => answer.json()).then(rows => { root.innerHTML = '<h1>Sub-processors</h1><table><tr>' +
'<th>Name</th><th>Purpose</th><th>Location</th></tr>' + rows.map(r => `<tr><td>${r.name}</td><td>${r.purpose}</td>` +
`<td>${r.location}</td></tr>`).join('') + '</table>' })</script></html>"""


async def _serve() -> tuple[web.AppRunner, str]:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def rows(_: web.Request) -> web.Response:
        return web.Response(text=json.dumps(ROWS), content_type="application/json")

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_get("/rows", rows)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/"


async def _read(
    fetcher: Fetcher, url: str, known: str | None = None, *, browser: bool = True
) -> tuple[float, Capture]:
    source = Source("bench/list", "bench", url, browser=browser)
    began = time.perf_counter()
    got = await fetcher.fetch(source, Validators(sha256=known))
    if not isinstance(got, Capture):
        raise SystemExit(f"{got.reason}: {got.detail}")
    return time.perf_counter() - began, got


async def main(pages: int, browsers: int) -> None:
    runner, url = await _serve()
    options = FetchOptions(
        browsers=browsers, per_host_delay_s=0, per_host_concurrency=50, allow_networks=("127.0.0.1/32",)
    )
    async with Fetcher(options) as fetcher:
        first, capture = await _read(fetcher, url)
        known = codec.sha256(capture.body)
        drawn = [(await _read(fetcher, url))[0] for _ in range(pages)]
        same = [(await _read(fetcher, url, known))[0] for _ in range(pages)]
        await asyncio.gather(*(_read(fetcher, url, known) for _ in range(browsers)))  # all of them started
        began = time.perf_counter()
        await asyncio.gather(*(_read(fetcher, url, known) for _ in range(pages)))
        together = time.perf_counter() - began
        megabytes = fetcher.browser_memory() / 1e6
        plain = [(await _read(fetcher, url, browser=False))[0] for _ in range(pages * 5)]
    await runner.cleanup()
    print(f"first page, browser started          {first * 1000:8.0f} ms")
    kilobytes = len(capture.picture or b"") // 1000
    print(f"a page with its picture ({kilobytes:4d} KB)     {statistics.median(drawn) * 1000:8.0f} ms")
    print(f"a page that is the known one         {statistics.median(same) * 1000:8.0f} ms")
    print(f"{pages} of those asked for at once       {pages / together:8.1f} pages/s")
    print(f"the browser's processes              {megabytes:8.0f} MB")
    print(f"the same address fetched plainly     {statistics.median(plain) * 1000:8.1f} ms")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    asyncio.run(main(*(numbers or [20]), *([1] if len(numbers) < 2 else [])))
