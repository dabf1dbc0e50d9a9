"""PDF reading against pdfplumber's own bare table extraction, on the same files in one run.

    python -m bench.pdf_speed [FILE.pdf …]

Prints milliseconds (best of five) and the ratio; the house's limit is 1.3. Exits 1 where a file is above it.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from monitor.extract.read_pdf import read_pdf

LIMIT = 1.3
ROUNDS = 5
DEMO = Path(__file__).resolve().parent.parent / "monitor" / "demo" / "site"


def bare(body: bytes) -> object:
    with pdfplumber.open(io.BytesIO(body)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


def best_ms(read: Callable[[bytes], object], body: bytes) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        read(body)
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def main(names: list[str]) -> int:
    files = [Path(name) for name in names] or sorted(DEMO.glob("*.pdf"))
    slow = 0
    print(f"{'file':40} {'pdfplumber':>12} {'ours':>12} {'ratio':>7}")
    for file in files:
        body = file.read_bytes()
        theirs, ours = best_ms(bare, body), best_ms(read_pdf, body)
        slow += ours > LIMIT * theirs
        print(f"{file.name:40} {theirs:9.1f} ms {ours:9.1f} ms {ours / theirs:7.2f}")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
