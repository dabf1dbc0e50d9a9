"""A ZIP of evidence proves its revision to a stranger with nothing but Python, and names whatever was changed in it."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import io
import itertools
import json
import sys
from pathlib import Path

import pytest

from monitor.evidence.bundle import Bundle, pack, zipped
from monitor.evidence.standalone import SCRIPT
from monitor.store import Store
from tests.databases import new_file
from tests.evidence.world import Files, bundle_of, lived, remade, verified


def check(tmp_path: Path, content: bytes, *more: str) -> tuple[int, str]:
    path = tmp_path / "evidence.zip"
    path.write_bytes(content)
    return verified(path, *more)


def quick(path: Path) -> tuple[int, str]:
    """The same in this process, for tests that look a hundred times."""
    spec = importlib.util.spec_from_file_location("standalone_verify", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    out, argv = io.StringIO(), sys.argv
    sys.argv = ["verify.py", str(path)]
    try:
        with contextlib.redirect_stdout(out):
            code = module.main()
    finally:
        sys.argv = argv
    return code, out.getvalue()


def test_evidence_that_nobody_touched_fits(packed: bytes, tmp_path: Path) -> None:
    code, words = check(tmp_path, packed)
    assert code == 0, words
    assert "RESULT: everything fits: revision r" in words
    assert "WRONG" not in words


def test_an_unpacked_folder_is_checked_by_its_own_verifier(files: Files, tmp_path: Path) -> None:
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    assert verified(tmp_path)[0] == 0
    (tmp_path / "report.html").write_bytes(b"all is well")
    code, words = verified(tmp_path)
    assert (code, "WRONG report.html" in words) == (1, True)


def test_the_same_store_makes_the_same_bytes(tmp_path: Path) -> None:
    with Store.open(new_file(tmp_path / "monitor.sqlite3")) as store:
        key = lived(store)
        assert pack(bundle_of(store, key)) == pack(bundle_of(store, key))


def test_it_holds_everything_that_bears_on_the_revision(files: Files, bundle: Bundle) -> None:
    kinds = {record.kind for record in bundle.records}
    assert kinds == {
        "source_watched", "capture_kept", "picture_kept", "journey_kept", "snapshot_opened", "snapshot_closed",
        "revision_recorded", "window_computed", "failure_began", "failure_ended", "alert_written", "delivery_tried",
        "decision_made", "notice_logged", "notice_linked", "letter_drafted", "clause_recorded", "clause_answered",
    }  # fmt: skip
    told = "".join(record.text for record in bundle.records)
    assert "not with us" in told
    assert "other/list" not in told  # another vendor's records are links without content
    assert {"captures/before-1.html", "captures/before-2.html", "captures/after-1.html"} <= set(files)
    assert {"captures/after-1.png", "captures/after-1.warc", "report.html", "verify.py", "README.txt"} <= set(
        files
    )
    assert b"From: acme" in [data for name, data in files.items() if name.startswith("notices/")]
    assert b"verify.py" in files["README.txt"]


def test_any_byte_that_is_changed_is_named(packed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    headers = [i for i in range(len(packed)) if packed[i : i + 2] == b"PK"]
    places = {*range(0, len(packed), len(packed) // 250), *range(len(packed) - 22, len(packed))}
    places |= {at + k for at in headers[:2] + headers[-2:] for k in range(30)}
    silent = []
    for place in sorted(p for p in places if p < len(packed)):
        path.write_bytes(packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :])
        code, words = quick(path)
        if code == 0 or ("WRONG" not in words and "STOP" not in words):
            silent.append(place)
    assert silent == []


def test_bits_after_the_end_of_a_packed_file_are_named(packed: bytes, files: Files, tmp_path: Path) -> None:
    path, found = tmp_path / "evidence.zip", 0
    at = 0
    for _ in files:
        size, name = (
            int.from_bytes(packed[at + 18 : at + 22], "little"),
            int.from_bytes(packed[at + 26 : at + 28], "little"),
        )
        last = at + 30 + name + size - 1
        path.write_bytes(packed[:last] + bytes([packed[last] ^ 0x80]) + packed[last + 1 :])
        code, words = quick(path)
        assert code == 1, words
        found += "are not empty" in words
        at = last + 1
    assert found > len(files) // 2


def test_every_file_that_is_altered_is_named(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    for name in files:
        if name != "MANIFEST.json":
            path.write_bytes(zipped({**files, name: files[name] + b" "}))
            code, words = quick(path)
            assert (code, f"WRONG {name}: SHA-256" in words) == (1, True), name


def test_every_file_that_is_left_out_is_named(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    for name in files:
        path.write_bytes(zipped({key: data for key, data in files.items() if key != name}))
        code, words = quick(path)
        assert code in {1, 2}, name
        assert name in words


def test_a_file_that_was_added_is_named(files: Files, tmp_path: Path) -> None:
    code, words = check(tmp_path, zipped({**files, "logs/extra.json": b"[]"}))
    assert (code, "WRONG logs/extra.json: it is here, but not in the manifest" in words) == (1, True)


NEEDED = ("revision_recorded", "snapshot_opened", "snapshot_closed", "capture_kept")


def test_a_record_left_out_is_named_even_where_the_manifest_was_made_to_fit(
    files: Files, bundle: Bundle, tmp_path: Path
) -> None:
    path = tmp_path / "evidence.zip"
    manifest = json.loads(files["MANIFEST.json"])
    for record in bundle.records:
        fewer = {name: data for name, data in files.items() if name != record.name}
        path.write_bytes(remade(fewer))  # the list of records still names it
        code, words = quick(path)
        assert (
            code,
            f"WRONG {record.kind} {record.subject} ({record.name}): the record was left out" in words,
        ) == (1, True)
        if record.kind in NEEDED:
            listed = [one for one in manifest["records"] if one["link"] != record.link]
            path.write_bytes(remade(fewer, records=listed))
            code, words = quick(path)
            assert code == 1
            assert f"WRONG {record.kind}" in words


def test_a_decision_or_a_notice_left_out_of_the_manifest_too_is_missed(
    files: Files, bundle: Bundle, tmp_path: Path
) -> None:
    """Save the last decision: what came after it is not for the records to say."""
    manifest = json.loads(files["MANIFEST.json"])
    first, second = [record for record in bundle.records if record.kind == "decision_made"]
    notice = next(record for record in bundle.records if record.kind == "notice_logged")
    for gone, named in (
        (first, f"decision_made {second.subject}"),
        (notice, f"notice_logged {notice.subject}"),
    ):
        fewer = {name: data for name, data in files.items() if name != gone.name}
        listed = [one for one in manifest["records"] if one["link"] != gone.link]
        code, words = check(tmp_path, remade(fewer, records=listed))
        assert (code, f"WRONG {named}: " in words) == (1, True), words


def test_two_records_that_changed_places_are_both_named(files: Files, bundle: Bundle, tmp_path: Path) -> None:
    first, second = [record for record in bundle.records if record.kind == "decision_made"]
    swapped = {**files, first.name: files[second.name], second.name: files[first.name]}
    code, words = check(tmp_path, remade(swapped))
    assert code == 1
    for one, other in ((first, second), (second, first)):
        assert (
            f"WRONG decision_made {one.subject} ({one.name}): it is not what link {one.link} sealed" in words
        )
        assert f"it is what link {other.link} sealed: records changed places" in words


def _lines(files: Files, lines: list[bytes]) -> bytes:
    return remade({**files, "chain.jsonl": b"".join(lines)})


def test_a_link_left_out_swapped_or_altered_is_named(files: Files, tmp_path: Path) -> None:
    lines = files["chain.jsonl"].splitlines(keepends=True)
    number = json.loads(lines[4])[0]
    code, words = check(tmp_path, _lines(files, [*lines[:4], *lines[5:]]))
    assert (code, f"link {number} was expected here" in words) == (1, True)
    code, words = check(tmp_path, _lines(files, [*lines[:4], lines[5], lines[4], *lines[6:]]))
    assert code == 1
    assert f"WRONG link {number + 1} (" in words
    assert f"WRONG link {number} (" in words
    code, words = check(tmp_path, _lines(files, [*lines[:4], lines[4].replace(b"2026", b"2025"), *lines[5:]]))
    assert (code, f"WRONG link {number} (" in words) == (1, True)
    code, words = check(tmp_path, _lines(files, lines[:-1]))
    assert (code, "WRONG head of the chain" in words) == (1, True)


@pytest.mark.parametrize(
    "kind", ["capture_kept", "decision_made", "window_computed", "journey_kept", "clause_answered"]
)
def test_a_record_that_was_rewritten_is_named(
    kind: str, files: Files, bundle: Bundle, tmp_path: Path
) -> None:
    record = next(one for one in bundle.records if one.kind == kind)
    forged = {**files, record.name: files[record.name].replace(b":", b": ", 1)}
    code, words = check(tmp_path, remade(forged))
    assert (code, f"WRONG {kind} {record.subject} ({record.name}): it is not what link" in words) == (1, True)


def test_a_capture_that_was_exchanged_is_named_though_everything_else_was_made_to_fit(
    files: Files, tmp_path: Path
) -> None:
    old = files["captures/after-1.html"]
    new = old.replace(b"Beta", b"Zeta")
    forged = {name: data.replace(old, new) for name, data in files.items()}
    code, words = check(tmp_path, remade(forged))
    assert code == 1
    assert "WRONG capture_kept" in words
    assert "WRONG captures/after-1.warc: its last response is not the body of capture" in words


def test_a_head_that_came_another_way_is_compared(packed: bytes, bundle: Bundle, tmp_path: Path) -> None:
    link = bundle.links[-3]
    code, words = check(tmp_path, packed, "--head", f"{link.seq}:{link.sha256}")
    assert (code, f"link {link.seq} is the one that was written down elsewhere" in words) == (0, True)
    code, words = check(tmp_path, packed, "--head", f"{link.seq}:{'f' * 64}")
    assert (code, f"WRONG link {link.seq}" in words) == (1, True)
    code, words = check(tmp_path, packed, "--head", f"99999:{'f' * 64}")
    assert (code, "WRONG link 99999: it was written down elsewhere" in words) == (1, True)


def test_the_verifier_needs_nothing_but_an_old_python() -> None:
    source = SCRIPT.read_text()
    tree = ast.parse(source, feature_version=(3, 8))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert set(names) <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))
    later = ("removeprefix", "removesuffix", "zip_strict", "math.lcm", "match ")
    assert not [word for word in later if word in source]
    assert all(len(line) <= 120 for line in source.splitlines())


def test_links_lead_from_one_to_the_next(bundle: Bundle) -> None:
    assert all(one.sha256 == two.previous_sha256 for one, two in itertools.pairwise(bundle.links))
