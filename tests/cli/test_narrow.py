"""Tables on a narrow terminal are still to be read: what is copied from them stays in one piece."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from monitor.cli.narrow import fitted
from monitor.cli.output import table

DAY, REVISION = "2026-11-02", "rq2qns3c"
NOTE = "the change may go live before the window closes, and nobody has confirmed the terms"


def printed(width: int, *row: str) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    grid = table("act by", "revision", "note")
    grid.add_row(*row)
    console.print(fitted(grid, console))
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_day_and_an_id_stay_whole_while_the_note_wraps(width: int) -> None:
    lines = printed(width, DAY, REVISION, NOTE)
    assert any(DAY in line and REVISION in line for line in lines)
    assert max(map(len, lines)) <= width
    assert " ".join(" ".join(line[22:] for line in lines[1:]).split()) == NOTE


def test_an_address_longer_than_the_terminal_folds_and_nothing_is_lost() -> None:
    address = "https://vendor.example/" + "a" * 60
    lines = printed(40, DAY, REVISION, address)
    assert any(DAY in line and REVISION in line for line in lines)
    assert "".join(line[22:].strip() for line in lines[1:]) == address


def test_where_even_the_days_find_no_room_each_row_becomes_lines_of_heading_and_value() -> None:
    assert printed(24, DAY, REVISION, "in use") == [
        f"act by    {DAY}",
        f"revision  {REVISION}  ",
        "note      in use    ",
    ]


def test_a_terminal_of_a_few_letters_is_survived() -> None:
    assert printed(4, DAY, REVISION, NOTE)
