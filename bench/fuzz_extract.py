"""Mutated pages through ``extract``: ``python -m bench.fuzz_extract [--pages 50000] [--seconds N] [FOLDER …]``.

No mutation may raise, take over two seconds, or bring the process over 512 MB. Bytes are flipped, tags dropped,
doubled or swapped, spans changed, files cut and spliced; in packed documents inside what they hold. The seed is fixed:
a failure can be run again by its number.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.fuzz_seeds import inside_pdf, inside_zip, seeds
from monitor.extract import extract

SLOWEST = 2.0  # seconds
LARGEST = 512  # megabytes of the whole process
SEED = 20261123
WEIGHTS = {"html": 24, "md": 12, "json": 4, "pdf": 1}  # of the formats; 2 for any other
_TAG = re.compile(rb"<[^<>]{1,300}>")
_SPAN = re.compile(rb"<t[dh](?=[\s>])")
_SPANS = (b"1000000000", b"0", b"-1", b"1e9", b"99", b"7", b"2", b'"', b"65535")
_NOISE = (
    b"\x00",
    b"\xff\xfe",
    b"\xe2\x80\xae",
    b"&#0;",
    b"]]>",
    b"<!--",
    b"-->",
    b"<table>",
    b"</table>",
    b"<td colspan=99>",
)

Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def flip(chance: random.Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """Some bytes become others."""
    out = bytearray(body)
    for _ in range(chance.randint(1, max(2, len(out) // 400))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def drop_tags(chance: random.Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """A share of the tags goes."""
    share = chance.choice((0.02, 0.2, 0.6))
    return _TAG.sub(lambda m: b"" if chance.random() < share else m.group(0), body)


def double_tags(chance: random.Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """Some tags are repeated many times."""
    many = chance.choice((2, 5, 50))
    return _TAG.sub(lambda m: m.group(0) * many if chance.random() < 0.02 else m.group(0), body)


def swap_tags(chance: random.Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """Some tags become other tags of the page."""
    tags = _TAG.findall(body)
    if not tags:
        return body
    return _TAG.sub(lambda m: chance.choice(tags) if chance.random() < 0.05 else m.group(0), body)


def spans(chance: random.Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """Cells claim to span others."""

    def spanned(match: re.Match[bytes]) -> bytes:
        if chance.random() > 0.1:
            return match.group(0)
        name = chance.choice((b"rowspan", b"colspan"))
        return match.group(0) + b" " + name + b"=" + chance.choice(_SPANS)

    return _SPAN.sub(spanned, body)


def cut(chance: random.Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """The file ends early, or begins late."""
    at = chance.randrange(len(body))
    return body[:at] if chance.random() < 0.7 else body[at:]


def splice(chance: random.Random, body: bytes, all_pages: Sequence[bytes]) -> bytes:
    """The head of one page and the tail of another."""
    other = chance.choice(all_pages)
    return body[: chance.randrange(len(body))] + other[chance.randrange(len(other)) :]


def noise(chance: random.Random, body: bytes, _: Sequence[bytes]) -> bytes:
    """Marks that parsers stumble over, thrown in."""
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(body) + 1)
        body = body[:at] + chance.choice(_NOISE) * chance.choice((1, 1, 3, 100)) + body[at:]
    return body


MUTATIONS: tuple[Mutation, ...] = (flip, drop_tags, double_tags, swap_tags, spans, cut, splice, noise)


@dataclass
class Outcome:
    """What a run came to."""

    pages: int = 0
    slowest: float = 0.0
    memory: int = 0  # megabytes of the whole process at its largest
    failures: list[str] = field(default_factory=list)
    formats: Counter[str] = field(default_factory=Counter)


def mutate(chance: random.Random, body: bytes, bodies: Sequence[bytes]) -> bytes:
    """One mutation; of a packed document mostly one of what is packed in it, as its own bytes only break it open."""

    def damage(chance: random.Random, held: bytes) -> bytes:
        return chance.choice(MUTATIONS)(chance, held, bodies)

    if chance.random() < 0.75:
        if body.startswith(b"PK"):
            return inside_zip(chance, body, damage)
        if body.startswith(b"%PDF"):
            return inside_pdf(chance, body, damage)
    return damage(chance, body)


def drawn(chance: random.Random, pages: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A page of a format drawn by its weight: the formats that most lists come in most often, PDFs least."""
    by_format: dict[str, list[tuple[str, bytes]]] = {}
    for page in pages:
        by_format.setdefault(page[0].rsplit(".", 1)[-1].lower(), []).append(page)
    formats = sorted(by_format)
    chosen = chance.choices(formats, [WEIGHTS.get(name, 2) for name in formats])[0]
    return chance.choice(by_format[chosen])


def run(
    count: int, seconds: float, pages: Sequence[tuple[str, bytes]], seed: int = SEED, *, start: int = 0
) -> Outcome:
    """Mutates and reads until ``count`` pages are done or the time is up. Each page has a seed of its own."""
    outcome = Outcome()
    bodies = [body for _, body in pages]
    until = time.monotonic() + seconds
    for number in range(start, start + count):
        if time.monotonic() > until:
            break
        chance = random.Random(seed * 1_000_003 + number)
        name, body = drawn(chance, pages)
        for _ in range(chance.randint(1, 3)):
            if body:
                body = mutate(chance, body, bodies)
        # Seconds of this process, not of the clock on the wall: other work on the machine is no fault of a page.
        started = time.process_time()
        try:
            listing = extract(body, url=f"https://vendor.example/{name}")
        except Exception as error:
            outcome.failures.append(f"page {number} ({name}): {type(error).__name__}: {error}")
            continue
        taken = time.process_time() - started
        outcome.pages += 1
        outcome.formats[name.rsplit(".", 1)[-1].lower()] += 1
        outcome.slowest = max(outcome.slowest, taken)
        if taken > SLOWEST:
            outcome.failures.append(f"page {number} ({name}) took {taken:.1f} s")
        if any(warning.startswith("The document could not be read: ") for warning in listing.warnings):
            outcome.failures.append(f"page {number} ({name}): {listing.warnings[0][:160]}")
        used = most_memory()
        if used > LARGEST and outcome.memory <= LARGEST:
            outcome.failures.append(f"page {number} ({name}) brought the process to {used} MB")
        outcome.memory = used
    return outcome


def most_memory() -> int:
    """The most memory this process ever held, in MB.

    Linux hands ``ru_maxrss`` on from the process that started this one, so its own high-water mark is asked first.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) // 1024
    except (OSError, StopIteration):
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return used // (1024 * 1024 if sys.platform == "darwin" else 1024)


def main(arguments: list[str] | None = None) -> int:
    """Prints what failed; 1 where anything did."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz_extract", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--start", type=int, default=0, help="number of the first page, to run a failure again"
    )
    given = parser.parse_args(arguments)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells of every broken number in a PDF
    outcome = run(given.pages, given.seconds, seeds(given.folders), given.seed, start=given.start)
    for failure in outcome.failures:
        print(failure, file=sys.stderr)
    print(
        f"{outcome.pages} pages, slowest {outcome.slowest:.2f} s, {outcome.memory} MB, "
        f"{len(outcome.failures)} failures"
    )
    print(", ".join(f"{count} {name}" for name, count in outcome.formats.most_common()))
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
