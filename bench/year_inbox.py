"""The inbox of everybody in the year: a webhook on loopback that writes down what arrives, when, and from whom."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.year_child import SECOND_LOOK


@dataclass(frozen=True)
class Message:
    """One message as it arrived. at: the instant of the year; duplicate: labelled as a possible one.

    process: the number of the process that sent it; key: its ``Idempotency-Key``.
    """

    id: str
    at: datetime
    duplicate: bool
    process: int
    key: str


@dataclass
class Hook:
    """The webhook. Each process has an address of its own, so that an arrival names its sender, not a clock."""

    folder: Path
    messages: list[Message] = field(default_factory=list)
    strike: threading.Event = field(
        default_factory=threading.Event
    )  # the next message is to be met by a kill
    struck: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Hook:
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                try:
                    body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                except ValueError:
                    return  # its sender was killed within the request: it did not arrive
                process, key = int(self.path.rpartition("/")[2]), str(self.headers["Idempotency-Key"])
                labelled = bool(body.get("possible_duplicate"))
                hook.messages.append(Message(body["id"], hook.now(), labelled, process, key))
                if hook.strike.is_set():
                    hook.strike.clear()
                    hook.struck.set()
                    time.sleep(0.3)  # it arrived, and the sender does not know yet
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def address(self, process: int) -> str:
        """Where the process of that number sends to."""
        return f"json://127.0.0.1:{self.server.server_port}/process/{process}"

    def now(self) -> datetime:
        """The instant of the year."""
        said = (self.folder / "progress").read_text(encoding="utf-8")
        return datetime.fromisoformat(said) + SECOND_LOOK
