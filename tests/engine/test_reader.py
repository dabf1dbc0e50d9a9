"""The reading processes: what a document can do to them, and that the service does not feel it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import zstandard

from monitor.engine.reader import Reader, ReaderError, ReadResult
from monitor.model import Field, Hints, NoListReason, SourceKind, Verdict
from monitor.model.codec import dump, load
from monitor.model.listing import Listing

# A format of the tests' own: the document says what its reader shall do.
HOSTILE = """
import ctypes, os, sys, time
from monitor.model import Field, Listing, Row, Verdict

def extract(body, *, media_type, charset, url, kind, hints):
    word = body.split(b" ")[0]
    if word == b"loop":
        while True:
            pass
    if word == b"sleep":
        time.sleep(3600)
    if word == b"nap":
        time.sleep(1.0)
    if word == b"memory":
        hog = []
        while True:
            hog.append(bytearray(8 << 20))
    if word == b"segfault":
        ctypes.string_at(0)
    if word == b"exit":
        os._exit(3)
    if word == b"raise":
        raise ValueError("a fault in a reader")
    if word == b"print":
        print("noise on standard output", flush=True)
        os.write(1, b"more noise")
    if word == b"once":
        mark = body.split(b" ")[1].decode()
        if not os.path.exists(mark):
            open(mark, "w").close()
            os._exit(9)
    told = f"{media_type} {charset} {url} {kind.value} {os.getpid()}"
    row = Row({Field.NAME: body[:40].decode("latin-1"), Field.PURPOSE: told})
    return Listing(Verdict.LIST, rows=(row,), language=hints.language)
"""

Use = Callable[[Reader], Awaitable[Any]]


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "hostile_format.py").write_text(textwrap.dedent(HOSTILE))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    return "hostile_format:extract"


def run(entry: str, use: Use, **settings: Any) -> Any:
    async def story() -> Any:
        async with Reader(entry=entry, **settings) as reader:
            return await use(reader)

    return asyncio.run(story())


def pid_of(result: ReadResult) -> int:
    return int(result.listing.rows[0].fields[Field.PURPOSE].split()[-1])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def gone(pid: int, within: float = 10.0) -> bool:
    until = time.monotonic() + within
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_alive(pid)


def test_a_result_carries_the_listing_and_the_body_with_their_hashes(hostile: str) -> None:
    async def use(reader: Reader) -> ReadResult:
        return await reader.read(
            b"hello world",
            media_type="text/x",
            charset="utf-8",
            url="https://v.example/x",
            kind=SourceKind.DPA,
            hints=Hints(language="de", columns={"Firma": Field.NAME}),
        )

    result = run(hostile, use)
    assert result.listing.rows[0].name == "hello world"
    assert result.listing.rows[0].fields[Field.PURPOSE].startswith("text/x utf-8 https://v.example/x dpa ")
    assert result.listing.language == "de"
    assert result.listing_json == dump(result.listing)
    assert result.listing_sha256 == sha256(result.listing_json).hexdigest()
    assert result.body_sha256 == sha256(b"hello world").hexdigest()
    assert zstandard.ZstdDecompressor().decompress(result.body_zstd) == b"hello world"


@pytest.mark.parametrize("word", [b"loop", b"sleep"])
def test_a_document_without_end_is_stopped_by_the_wall_clock_and_named_too_slow(
    hostile: str, word: bytes
) -> None:
    async def use(reader: Reader) -> tuple[ReadResult, ReadResult, ReadResult]:
        return await reader.read(b"before"), await reader.read(word), await reader.read(b"after")

    before, slow, after = run(hostile, use, timeout_s=0.3)
    assert (slow.listing.verdict, slow.listing.reason) == (Verdict.NO_LIST, NoListReason.TOO_SLOW)
    assert slow.listing.warnings == ("Reading took longer than 0.3 s and was stopped.",)
    assert slow.body_sha256 == sha256(word).hexdigest()
    assert after.listing.rows[0].name == "after"
    assert pid_of(after) != pid_of(before)
    assert gone(pid_of(before))


def test_a_document_that_eats_memory_is_named_too_large(hostile: str) -> None:
    async def use(reader: Reader) -> tuple[ReadResult, ReadResult]:
        return await reader.read(b"memory"), await reader.read(b"after")

    large, after = run(hostile, use, memory_mb=64)
    assert large.listing.reason is NoListReason.TOO_LARGE
    assert "64 MB" in large.listing.warnings[0]
    assert after.listing.rows[0].name == "after"


@pytest.mark.parametrize(("word", "how"), [(b"segfault", "signal 11"), (b"exit", "status 3")])
def test_a_document_that_brings_its_process_down_is_named_unreadable(
    hostile: str, word: bytes, how: str
) -> None:
    async def use(reader: Reader) -> tuple[ReadResult, ReadResult]:
        return await reader.read(word), await reader.read(b"after")

    crash, after = run(hostile, use)
    assert crash.listing.reason is NoListReason.UNREADABLE
    assert how in crash.listing.warnings[0]
    assert after.listing.rows[0].name == "after"


def test_a_fault_that_extraction_lets_through_is_named_and_the_process_goes_on(hostile: str) -> None:
    async def use(reader: Reader) -> tuple[ReadResult, ReadResult, ReadResult]:
        return await reader.read(b"one"), await reader.read(b"raise"), await reader.read(b"two")

    one, fault, two = run(hostile, use)
    assert fault.listing.reason is NoListReason.UNREADABLE
    assert fault.listing.warnings == ("Reading failed: ValueError: a fault in a reader.",)
    assert pid_of(one) == pid_of(two)


def test_a_used_process_that_dies_is_not_held_against_the_document_until_a_fresh_one_died_too(
    hostile: str, tmp_path: Path
) -> None:
    async def use(reader: Reader) -> ReadResult:
        await reader.read(b"warm-up")
        return await reader.read(b"once " + str(tmp_path / "mark").encode())

    assert run(hostile, use).listing.verdict is Verdict.LIST


def test_a_process_killed_from_outside_while_idle_costs_nothing(hostile: str) -> None:
    async def use(reader: Reader) -> ReadResult:
        first = await reader.read(b"one")
        os.kill(pid_of(first), signal.SIGKILL)
        return await reader.read(b"two")

    assert run(hostile, use).listing.rows[0].name == "two"


def test_what_a_library_prints_does_not_get_into_the_answers(hostile: str) -> None:
    async def use(reader: Reader) -> tuple[ReadResult, ReadResult]:
        return await reader.read(b"print"), await reader.read(b"after")

    first, second = run(hostile, use)
    assert (first.listing.rows[0].name, second.listing.rows[0].name) == ("print", "after")


def test_a_body_above_the_limit_is_not_even_sent(hostile: str) -> None:
    async def use(reader: Reader) -> ReadResult:
        return await reader.read(b"x" * 1001)

    result = run(hostile, use, max_body=1000)
    assert result.listing.reason is NoListReason.TOO_LARGE
    assert "1,001 bytes" in result.listing.warnings[0]


def test_large_bodies_pass_through_whole(hostile: str) -> None:
    body = os.urandom(3_000_000)

    async def use(reader: Reader) -> ReadResult:
        return await reader.read(b"big " + body)

    assert run(hostile, use).body_sha256 == sha256(b"big " + body).hexdigest()


def test_as_many_documents_are_read_at_once_as_there_are_processes(hostile: str) -> None:
    async def use(reader: Reader) -> set[int]:
        results = await asyncio.gather(*(reader.read(b"doc %d" % n) for n in range(40)))
        assert [r.listing.rows[0].name for r in results] == [f"doc {n}" for n in range(40)]
        return {pid_of(r) for r in results}

    assert len(run(hostile, use, processes=2)) == 2


def names_of(results: list[ReadResult]) -> list[str]:
    return [r.listing.rows[0].name if r.listing.rows else str(r.listing.reason) for r in results]


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (b"sleep", NoListReason.TOO_SLOW),
        (b"segfault", NoListReason.UNREADABLE),
        (b"memory", NoListReason.TOO_LARGE),
    ],
)
@pytest.mark.parametrize("warm", [False, True])
def test_documents_that_wait_behind_a_hostile_one_are_read_all_the_same(
    hostile: str, word: bytes, reason: NoListReason, warm: bool
) -> None:
    async def use(reader: Reader) -> list[ReadResult]:
        if warm:
            await reader.read(b"warm-up")
        return await asyncio.gather(*(reader.read(body) for body in (word, b"one", b"two", b"three")))

    names = names_of(run(hostile, use, timeout_s=1.0, memory_mb=64))
    assert names == [str(reason), "one", "two", "three"]


def test_the_clock_of_a_document_starts_when_its_turn_comes(hostile: str) -> None:
    async def use(reader: Reader) -> list[ReadResult]:
        return await asyncio.gather(*(reader.read(b"nap %d" % n) for n in range(3)))

    assert names_of(run(hostile, use, timeout_s=1.8)) == [f"nap {n}" for n in range(3)]


def test_a_cancelled_document_takes_no_other_one_with_it(hostile: str) -> None:
    async def use(reader: Reader) -> list[ReadResult]:
        bodies = [b"nap first", b"cancelled", b"third", b"fourth"]
        tasks = [asyncio.create_task(reader.read(body)) for body in bodies]
        await asyncio.sleep(0.3)
        tasks[1].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(results.pop(1), asyncio.CancelledError)
        return [result for result in results if isinstance(result, ReadResult)]

    assert names_of(run(hostile, use)) == ["nap first", "third", "fourth"]


def test_a_process_is_replaced_after_its_number_of_documents(hostile: str) -> None:
    async def use(reader: Reader) -> list[int]:
        return [pid_of(await reader.read(b"x")) for _ in range(4)]

    pids = run(hostile, use, recycle_jobs=2)
    assert pids[0] == pids[1]
    assert pids[2] == pids[3] != pids[0]
    assert gone(pids[0])


def test_a_cancelled_reading_frees_its_place_and_does_not_mix_answers(hostile: str) -> None:
    async def use(reader: Reader) -> ReadResult:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(b"sleep"), 0.5)
        return await reader.read(b"after")

    assert run(hostile, use).listing.rows[0].name == "after"


def test_closing_ends_all_processes_and_readings_in_hand_raise_instead_of_blaming_the_document(
    hostile: str,
) -> None:
    async def story() -> int:
        reader = Reader(entry=hostile)
        pid = pid_of(await reader.read(b"x"))
        task = asyncio.create_task(reader.read(b"sleep"))
        await asyncio.sleep(0.1)
        await reader.close()
        with pytest.raises(ReaderError):
            await task
        with pytest.raises(ReaderError):
            await reader.read(b"y")
        return pid

    assert gone(asyncio.run(story()))


def test_a_reader_whose_processes_cannot_start_says_so(
    hostile: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async def use(reader: Reader) -> None:
        await reader.read(b"x")

    with pytest.raises(ReaderError, match="at its start"):
        run("no_such_module:extract", use)
    assert "no_such_module" in capfd.readouterr().err


@pytest.mark.parametrize("word", ["idle", "loop"])
def test_no_process_outlives_a_service_that_was_killed(hostile: str, word: str) -> None:
    """Idle: its input ends. In an endless loop: the kernel's alarm ends it."""
    service = f"""
import asyncio
from monitor.engine.reader import Reader
async def story():
    reader = Reader(entry={hostile!r}, timeout_s=0.5)
    result = await reader.read(b"x")
    print(result.listing.rows[0].fields["purpose"].split()[-1], flush=True)
    if {word!r} == "loop":
        asyncio.create_task(reader.read(b"loop"))
    await asyncio.sleep(0.2)
    print("working", flush=True)
    await asyncio.sleep(3600)
asyncio.run(story())
"""
    with subprocess.Popen([sys.executable, "-c", service], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert parent.stdout.readline() == "working\n"
        assert is_alive(pid)
        parent.kill()
        parent.wait()
        assert gone(pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_whole_group_leaves_the_end_to_the_service(
    hostile: str, number: signal.Signals
) -> None:
    async def use(reader: Reader) -> tuple[ReadResult, ReadResult]:
        first = await reader.read(b"one")
        os.kill(pid_of(first), number)
        return first, await reader.read(b"two")

    first, second = run(hostile, use)
    assert pid_of(first) == pid_of(second)


def test_the_real_extraction_answers_through_the_reader_as_it_does_alone() -> None:
    from monitor.extract import extract

    rows = "".join(f"<tr><td>Vendor {n} Ltd<td>Hosting<td>Ireland" for n in range(5))
    body = f"<h1>Sub-processors</h1><table><tr><th>Name<th>Purpose<th>Location{rows}</table>".encode()

    async def story() -> ReadResult:
        async with Reader() as reader:
            return await reader.read(body, media_type="text/html", url="https://v.example/list")

    result = asyncio.run(story())
    assert result.listing == extract(body, media_type="text/html", url="https://v.example/list")
    assert load(Listing, result.listing_json) == result.listing
    assert len(result.listing.rows) == 5
