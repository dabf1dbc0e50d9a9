"""1,000 pages of 60 KB, each with a table of 60 rows, from nginx on loopback: ours beside urlwatch, in one run.

    python -m bench.throughput [--pages 1000] [--rounds 3] [--urlwatch PATH]

Three passes each: the first, one where nothing changed, one where a tenth of the pages changed. Ours goes through
the service's own path (fetch, read in a child process, compare, record in SQLite; a changed page is fetched a second
time before it is believed); urlwatch runs plain ``url`` jobs without any filter, the least it can do. urlwatch is a
program that is started for each pass; its bare start is measured, and ratios are given with and without it.
On a busy machine compare seconds of CPU: they exclude the waiting. nginx comes from the system;
urlwatch is found on PATH or given, e.g. ``python -m venv /tmp/peer && /tmp/peer/bin/pip install urlwatch``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS, PAGE_BYTES = 60, 60_000
_WORDS = [
    "cloud",
    "hosting",
    "support",
    "analytics",
    "messaging",
    "storage",
    "billing",
    "logging",
    "search",
    "transcription",
    "email",
]
_PLACES = ["Ireland", "Germany", "United States", "India", "France", "Japan", "Brazil", "Netherlands"]
_NGINX = """
daemon off; error_log stderr error; pid {folder}/nginx.pid; worker_processes 1;
events {{ worker_connections 1024; }}
http {{ access_log off; etag on; types {{ text/html html; }} charset utf-8;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/site; }} }}
"""


def page(number: int, changed: bool) -> str:
    """A vendor's page: a table of 60 rows in the usual surroundings, padded to 60 KB."""
    rng = random.Random(number)
    rows = []
    for row in range(ROWS):
        name = f"{rng.choice('ABCDEFGHKLMNPRST')}{rng.randrange(10**6)} {rng.choice(_WORDS).title()} Ltd"
        cells = [
            name,
            " ".join(rng.choices(_WORDS, k=6)),
            rng.choice(_PLACES),
            "Standard Contractual Clauses",
        ]
        if changed and row == number % ROWS:
            cells[0] = f"Newcomer {number} GmbH"
        rows.append("<tr>" + "".join(f'<td class="cell">{cell}</td>' for cell in cells) + "</tr>")
    head = "<tr><th>Sub-processor</th><th>Purpose</th><th>Location</th><th>Transfer mechanism</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
    around = "".join(f"<li><a href='/p/{n}'>Product page {n}</a></li>" for n in range(120))
    nav, stamp = f"<nav><ul>{around}</ul></nav>", "<p>Last updated: 2 November 2026</p>"
    body = f"{nav}<main><h1>Sub-processors</h1>{stamp}{table}</main>"
    text = f"<!doctype html><html lang='en'><head><title>Vendor {number}</title></head><body>{body}<footer>"
    filler = "<p>" + "privacy terms security status contact " * 8 + "</p>"
    return text + filler * max(0, (PAGE_BYTES - len(text)) // len(filler)) + "</footer></body></html>"


def write_pages(folder: Path, count: int, changed: int = 0) -> None:
    """Write the site; the first ``changed`` pages with a new sub-processor."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = page(number, number < changed)
        path = folder / f"{number}.html"
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """nginx on loopback."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        raise SystemExit("nginx is not installed: apt-get install nginx-light")
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(user + _NGINX.format(folder=folder, port=port))
    process = subprocess.Popen([program, "-c", str(config), "-p", str(folder)])
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.02)
    raise SystemExit("nginx did not start")


def write_config(folder: Path, port: int, count: int) -> Path:
    """A configuration with one vendor for each page."""
    vendors = [
        {"id": f"v{n}", "name": f"Vendor {n}",
         "sources": [{"url": f"http://127.0.0.1:{port}/{n}.html", "allow_private": True, "confirm_after": "0s"}]}
        for n in range(count)
    ]  # fmt: skip
    (folder / "vendors.yaml").write_text(json.dumps({"vendors": vendors}))
    monitor = {
        "database": f"sqlite:///{folder}/store.sqlite3",
        "data_dir": str(folder / "var"),
        "fetch": {"per_host": 50, "host_delay": "0s", "concurrency": 50},
    }
    (folder / "monitor.yaml").write_text(json.dumps(monitor))
    return folder / "monitor.yaml"


def ours(folder: Path, port: int, count: int) -> dict[str, float]:
    """The three passes through one running service, in a process of its own; seconds and peak MB."""
    config = write_config(folder, port, count)
    command = [sys.executable, "-m", "bench.throughput_ours", str(config)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        found: dict[str, float] = {}
        for name in ("first", "unchanged", "changed"):
            write_pages(folder / "site", count, count // 10 if name == "changed" else 0)
            process.stdin.write(name + "\n")
            process.stdin.flush()
            found |= json.loads(process.stdout.readline())
        process.stdin.close()
        found |= json.loads(process.stdout.readline())
    return found


def urlwatch(program: str, folder: Path, port: int, count: int) -> dict[str, float]:
    """The three passes of urlwatch, and its bare start with no job; seconds and peak MB."""
    home = folder / "urlwatch"
    home.mkdir()
    jobs = home / "urls.yaml"
    (home / "config.yaml").write_text("report: {stdout: {enabled: false}}\n")
    command = [
        program,
        "--urls",
        str(jobs),
        "--config",
        str(home / "config.yaml"),
        "--cache",
        str(home / "c.db"),
    ]

    def run() -> tuple[float, float, float]:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    # A job that needs no network: what it costs to start the program at all.
    jobs.write_text("command: 'true'\n")
    started = min(run() for _ in range(2))
    found = {"start": started[0], "start_cpu": started[1]}
    jobs.write_text("---\n".join(f"url: http://127.0.0.1:{port}/{n}.html\n" for n in range(count)))
    peak = 0.0
    for name in ("first", "unchanged", "changed"):
        write_pages(folder / "site", count, count // 10 if name == "changed" else 0)
        found[name], found[f"{name}_cpu"], memory = run()
        peak = max(peak, memory)
    return found | {"peak_mb": peak}


def main() -> None:
    """Run both, in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--urlwatch", default=shutil.which("urlwatch"))
    options = parser.parse_args()
    if not options.urlwatch:
        print("urlwatch is not on PATH: only ours is measured (give it with --urlwatch)")
    mine: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    for number in range(options.rounds):
        for results in (mine, theirs):
            if results is theirs and not options.urlwatch:
                continue
            with tempfile.TemporaryDirectory(prefix="throughput-") as name:
                folder, port = Path(name), free_port()
                write_pages(folder / "site", options.pages)
                server = serve(folder, port)
                try:
                    results.append(
                        ours(folder, port, options.pages)
                        if results is mine
                        else urlwatch(options.urlwatch, folder, port, options.pages)
                    )
                finally:
                    server.send_signal(signal.SIGTERM)
                    server.wait()
        print(f"round {number + 1} of {options.rounds} done", file=sys.stderr)
    report(options.pages, mine, theirs)


def report(pages: int, mine: list[dict[str, float]], theirs: list[dict[str, float]]) -> None:
    """The table of medians."""

    def median(results: list[dict[str, float]], name: str) -> float:
        return statistics.median(result[name] for result in results)

    print(
        f"{pages} pages of {PAGE_BYTES // 1000} KB, {ROWS} rows each; medians of {len(mine)} rounds, seconds"
    )
    head = f"{'pass':12}{'ours':>8}{'urlwatch':>10}{'ratio':>7}{'bare':>7}"
    print(head + f"{'CPU ours':>11}{'(readers)':>11}{'urlwatch':>10}{'ratio':>7}")
    for name in ("first", "unchanged", "changed"):
        own, children = median(mine, name), median(mine, f"{name}_cpu_children")
        cpu = median(mine, f"{name}_cpu") + children
        line = f"{name:12}{own:8.2f}"
        if theirs:
            their, start = median(theirs, name), median(theirs, "start")
            line += f"{their:10.2f}{their / own:7.1f}{(their - start) / own:7.1f}"
        line += f"{cpu:11.2f}{children:11.2f}"
        if theirs:
            their = median(theirs, f"{name}_cpu")
            line += f"{their:10.2f}{their / cpu:7.1f}"
        print(line)
    peak = f"peak MB     {median(mine, 'peak_mb'):8.0f}"
    if theirs:
        peak += f"{median(theirs, 'peak_mb'):10.0f}"
    print(
        f"{peak}   ours: service {median(mine, 'peak_mb_service'):.0f}"
        f" and readers {median(mine, 'peak_mb_children'):.0f} together"
    )
    if theirs:
        print(f"bare: ratio without the {median(theirs, 'start'):.2f} s that urlwatch takes to start")
    print(f"rows written by the unchanged pass: {median(mine, 'unchanged_rows'):.0f}")
    print(
        f"changed: {median(mine, 'changed_revisions'):.0f} revisions, each after a second, independent look;"
        f" {median(mine, 'changed_with_reports'):.2f} s until their reports are written as well"
    )


if __name__ == "__main__":
    main()
