"""Other monitors driven over one local server: each is installed by its own user's means, and run as its users run it.

Every tool is given all pages at once and asked, step after step, which of them it would alert about.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

import yaml

_TYPES = {".html": "text/html; charset=utf-8"}
_PACKAGES = {
    "webchanges": "webchanges[use_core]",
    "urlwatch": "urlwatch",
    "changedetection": "changedetection.io",
}


class Pages:
    """A local server that shows, of every history, the version of the current step (the last one when they end)."""

    def __init__(self, histories: Mapping[str, Sequence[Path]]) -> None:
        self.histories, self.step = histories, 1
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.partition("?")[0].strip("/")
                found = pages.histories.get(name)
                if not found:
                    self.send_error(404)
                    return
                file = found[min(pages.step, len(found)) - 1]
                body = file.read_bytes()
                self.send_response(200)
                self.send_header(
                    "Content-Type", _TYPES.get(found[0].suffix.lower(), "text/plain; charset=utf-8")
                )
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def url(self, name: str) -> str:
        """The address of a history's page."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{name}"

    def is_html(self, name: str) -> bool:
        """Whether a history's page is HTML; the others are sent as plain text."""
        return self.histories[name][0].suffix.lower() in _TYPES

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class Tool(Protocol):
    """A monitor under comparison."""

    name: str

    def look(self) -> set[str]:
        """Check every page once; the names of those it alerts about."""
        ...

    def close(self) -> None:
        """Stop whatever runs."""
        ...


def environment(cache: Path, package: str) -> Path:
    """The ``bin`` folder of the tool's own environment under ``cache``, made by pip where it is missing."""
    place = cache / package
    binary = place / "bin"
    if not (binary / "python").exists():
        print(f"installing {package} into {place}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(binary / "pip"), "install", "-q", _PACKAGES[package]]
        subprocess.run([*pip, "html2text"] if package == "urlwatch" else pip, check=True)
    return binary


class Jobs:
    """webchanges and urlwatch: a list of jobs, run once per step; what it prints as CHANGED is what it alerts.

    HTML goes through ``html2text``, the filter both documentations give for web pages; other formats as they are.
    """

    def __init__(self, name: str, binary: Path, pages: Pages, folder: Path) -> None:
        self.name = name
        folder.mkdir(parents=True, exist_ok=True)
        jobs: list[dict[str, Any]] = []
        for history in pages.histories:
            job: dict[str, Any] = {"name": history, "url": pages.url(history)}
            if pages.is_html(history):
                job["filter"] = ["html2text"]
            jobs.append(job)
        jobs_file, config = folder / "jobs.yaml", folder / "config.yaml"
        jobs_file.write_text(yaml.safe_dump_all(jobs, sort_keys=False), encoding="utf-8")
        shown = {"new": False, "error": True, "unchanged": False}
        text = {"details": False, "footer": False, "line_length": 100}
        report = {"text": text, "stdout": {"enabled": True, "color": False}}
        config.write_text(yaml.safe_dump({"display": shown, "report": report}), encoding="utf-8")
        if name == "webchanges":
            files = [
                "--jobs",
                str(jobs_file),
                "--config",
                str(config),
                "--database",
                str(folder / "db.sqlite"),
            ]
        else:
            files = ["--urls", str(jobs_file), "--config", str(config), "--cache", str(folder / "cache.db")]
        self._command = [str(binary / name), *files]
        self._folder = folder

    def look(self) -> set[str]:
        """One run."""
        environ = {**os.environ, "HOME": str(self._folder), "PYTHONWARNINGS": "ignore"}
        done = subprocess.run(
            self._command,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
            env=environ,
            cwd=self._folder,
        )
        if done.returncode not in {0, 1}:
            raise RuntimeError(f"{self.name} ended with {done.returncode}: {done.stderr[-2000:]}")
        return set(re.findall(r"^\s*(?:\d+\. )?CHANGED: (\S+)\s*$", done.stdout, re.MULTILINE))

    def close(self) -> None:
        """Nothing runs between looks."""


class ChangeDetection:
    """changedetection.io: its own server, driven through its HTTP API; a new entry in a watch's history is an alert.

    Its default text comparison (white space ignored), with "trim white space" on; nothing else is set.
    """

    name = "changedetection"

    def __init__(self, binary: Path, pages: Pages, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        self._api = f"http://127.0.0.1:{port}/api/v1"
        environ = {
            **os.environ,
            "HOME": str(folder),
            "ALLOW_IANA_RESTRICTED_ADDRESSES": "true",  # the pages lie on this machine
            "MINIMUM_SECONDS_RECHECK_TIME": "0",
            "DISABLE_VERSION_CHECK": "true",
            "LOGGER_LEVEL": "WARNING",
        }
        self._log = (folder / "log").open("w", encoding="utf-8")
        store = folder / "store"
        command = [
            str(binary / "changedetection.io"),
            "-C",
            "-d",
            str(store),
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        self._process = subprocess.Popen(
            command, stdout=self._log, stderr=self._log, env=environ, cwd=folder, start_new_session=True
        )
        self._key = self._wait_for_key(store)
        for uuid in self._ask("GET", "/watch"):
            self._ask("DELETE", f"/watch/{uuid}")  # the examples it comes with
        self._names: dict[str, str] = {}
        for history in pages.histories:
            watch = {
                "url": pages.url(history),
                "title": history,
                "trim_text_whitespace": True,
                "time_between_check_use_default": False,
                "time_between_check": {"weeks": 52},
            }
            self._names[self._ask("POST", "/watch", watch)["uuid"]] = history
        self._entries = dict.fromkeys(self._names, 0)

    def look(self) -> set[str]:
        """Have everything checked anew and wait until it is."""
        time.sleep(1.1)  # it tells times in whole seconds: what was checked before lies in an earlier one
        began = int(time.time())
        self._ask("GET", "/watch?recheck_all=1")
        deadline = time.monotonic() + 300
        while True:
            time.sleep(0.5)  # the last one under way has time to be written down
            watches = self._ask("GET", "/watch")
            idle = self._ask("GET", "/systeminfo")["queue_size"] == 0
            if idle and all(watches[uuid]["last_checked"] >= began for uuid in self._names):
                break
            if time.monotonic() > deadline:
                raise RuntimeError("changedetection.io did not check all pages within five minutes")
        time.sleep(0.5)
        alerted = set()
        for uuid, history in self._names.items():
            entries = len(self._ask("GET", f"/watch/{uuid}/history"))
            if entries > max(1, self._entries[uuid]):
                alerted.add(history)
            self._entries[uuid] = entries
        return alerted

    def close(self) -> None:
        """Stop its server and what it started."""
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._log.close()

    def _wait_for_key(self, store: Path) -> str:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            for file in store.glob("*.json") if store.is_dir() else ():
                found = re.search(r'"api_access_token": "([^"]+)"', file.read_text(encoding="utf-8"))
                if found and self._answers(found[1]):
                    return found[1]
            if self._process.poll() is not None:
                break
            time.sleep(0.5)
        raise RuntimeError(f"changedetection.io did not start; see {self._log.name}")

    def _answers(self, key: str) -> bool:
        self._key = key
        try:
            self._ask("GET", "/systeminfo")
        except OSError:
            return False
        return True

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"x-api-key": self._key, "Content-Type": "application/json"}
        request = urllib.request.Request(self._api + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode()
        return json.loads(text) if text.startswith(("{", "[", '"')) else text


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tools(names: Iterable[str], cache: Path, pages: Pages, folder: Path) -> list[Tool]:
    """The tools of these names, ready to look."""
    ready: list[Tool] = []
    for name in names:
        binary = environment(cache, name)
        if name == "changedetection":
            ready.append(ChangeDetection(binary, pages, folder / name))
        else:
            ready.append(Jobs(name, binary, pages, folder / name))
    return ready
