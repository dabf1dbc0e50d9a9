"""How right we read: ``python -m bench.accuracy FOLDER`` (rows), ``--changes FOLDER``, or a ``.jsonl`` of clauses.

The folder holds pages and hand-checked answers (``truth/*.json``); the formats are described beside them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Dispatches by what is given. Exit code 0 where the targets of the measure hold, 1 where they do not."""
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy", description=__doc__)
    parser.add_argument("path", type=Path, help="folder with truth/*.json, or a .jsonl file of clauses")
    parser.add_argument(
        "--changes", action="store_true", help="measure the comparison of versions (truth_diffs)"
    )
    parser.add_argument("--verbose", "-v", action="store_true", help="print every difference")
    given = parser.parse_args(arguments)
    if not given.path.exists():
        print(f"There is nothing at {given.path}.", file=sys.stderr)
        return 2
    if given.path.suffix == ".jsonl":
        from bench.accuracy_clauses import main as clauses

        return int(clauses(given.path))
    if given.changes:
        from bench.accuracy_changes import main as changes

        return int(changes(given.path))
    from bench.accuracy_rows import main as rows

    return rows(given.path, verbose=given.verbose)


if __name__ == "__main__":
    raise SystemExit(main())
