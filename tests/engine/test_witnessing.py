"""The chain is sealed, written down, signed and time-stamped while the service runs; an outage loses nothing."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.engine.anchors import Anchors
from monitor.engine.evidence import gather
from monitor.engine.witnessing import Witnessing, check_witnesses
from monitor.engine.writer import Writer
from monitor.evidence.bundle import pack
from monitor.evidence.signing import SigningKey
from monitor.settings import Settings, load
from monitor.store import Store
from tests.databases import new_file
from tests.evidence.world import lived, unpacked, verified
from tests.servers.stamps import AVAILABLE, WHY_NOT, StampAuthority
from tests.store.samples import AT, hours, step, tell

needs_openssl = pytest.mark.skipif(not AVAILABLE, reason=WHY_NOT)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StampAuthority]:
    with StampAuthority(tmp_path_factory.mktemp("tsa")) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(new_file(tmp_path / "monitor.sqlite3")) as opened:
        yield opened


def settings(folder: Path, **evidence: Any) -> Settings:
    (folder / "vendors.yaml").write_text("vendors: []\n")
    lines = [f"data_dir: {folder}/var", "evidence:", "  checkpoint_every: 1d"]
    lines += [f"  {key}: {value}" for key, value in evidence.items()]
    (folder / "monitor.yaml").write_text("\n".join(lines) + "\n")
    return load(folder / "monitor.yaml", {})


def run(store: Store, config: Settings, *moments: datetime) -> Witnessing:
    async def main() -> Witnessing:
        writer = Writer(store, lambda: AT, lambda _: [])
        writer.start()
        witnessing = Witnessing(store, writer, lambda: config, lambda: AT)
        for moment in moments:
            await witnessing.run(moment)
        await writer.stop()
        return witnessing

    return asyncio.run(main())


def test_each_day_spans_are_sealed_and_the_head_is_written_down(store: Store, tmp_path: Path) -> None:
    lived(store)
    config = settings(tmp_path)
    run(store, config, hours(40), hours(41), hours(64), hours(65))
    heads, problems = Anchors(tmp_path / "var").read()
    assert (len(heads), problems) == (2, [])
    assert store.verified(known_heads=heads).problems == ()
    assert store.verified().checkpoints == 3


@needs_openssl
def test_every_revision_is_stamped_once_and_the_stamp_is_in_its_evidence(
    store: Store, tmp_path: Path, authority: StampAuthority
) -> None:
    key = lived(store)
    config = settings(tmp_path, timestamp_url=authority.url, timestamp_ca=authority.ca)
    run(store, config, hours(9), hours(9.5), hours(10))
    assert len(store.witnesses()) == 1
    store.record_revision(step(store, "Gamma", at=hours(11)), tell)
    run(store, config, hours(11.5), hours(12))
    assert [w.kind for w in store.witnesses()] == ["rfc3161", "rfc3161"]
    assert check_witnesses(store, config) == []
    assert store.verify() == []
    path = tmp_path / "evidence.zip"
    path.write_bytes(pack(gather(store, store.revision(key), lambda _: None)))
    code, words = verified(path)
    assert (code, "was time-stamped by http://127.0.0.1" in words) == (0, True), words
    stamp = next(data for name, data in unpacked(path.read_bytes()).items() if name.endswith(".tsr"))
    (tmp_path / "stamp.tsr").write_bytes(stamp)
    command = ["openssl", "ts", "-verify", "-digest", store.witnesses()[0].link_sha256]
    command += ["-in", str(tmp_path / "stamp.tsr"), "-CAfile", str(authority.ca)]
    assert b"Verification: OK" in subprocess.run(command, capture_output=True, check=False).stdout


@needs_openssl
@pytest.mark.parametrize("broken", [b"", b"nonsense", b"\x30\x03\x02\x01\x02", b"x" * 300_000])
def test_an_authority_in_trouble_loses_nothing_and_is_asked_again(
    store: Store, tmp_path: Path, authority: StampAuthority, broken: bytes
) -> None:
    lived(store)
    config = settings(tmp_path, timestamp_url=authority.url, timestamp_ca=authority.ca)
    before = authority.asked
    authority.broken, authority.status = broken, 200 if broken else 503
    try:
        witnessing = run(store, config, hours(9), hours(9) + timedelta(minutes=1))
    finally:
        authority.broken, authority.status = None, 200
    assert authority.asked == before + 1  # not asked again at once
    assert authority.url in witnessing.trouble
    assert store.witnesses() == []
    run(store, config, hours(10))
    assert len(store.witnesses()) == 1
    assert check_witnesses(store, config) == []


@needs_openssl
def test_an_answer_to_another_question_is_no_stamp(
    store: Store, tmp_path: Path, authority: StampAuthority
) -> None:
    from monitor.evidence.stamping import question

    lived(store)
    config = settings(tmp_path, timestamp_url=authority.url, timestamp_ca=authority.ca)
    authority.broken = authority.stamp(question(b"something else").body)
    try:
        witnessing = run(store, config, hours(9))
    finally:
        authority.broken = None
    assert "not good" in witnessing.trouble
    assert store.witnesses() == []


@needs_openssl
def test_a_stamp_of_a_stranger_is_found_by_verify(
    store: Store, tmp_path: Path, authority: StampAuthority, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lived(store)
    run(store, settings(tmp_path, timestamp_url=authority.url, timestamp_ca=authority.ca), hours(9))
    stranger = StampAuthority(tmp_path_factory.mktemp("stranger"))
    config = settings(tmp_path, timestamp_url=authority.url, timestamp_ca=stranger.ca)
    (problem,) = check_witnesses(store, config)
    assert problem.what == "witness not good"
    assert problem.subject == f"witness {store.witnesses()[0].id}"


def test_heads_and_evidence_are_signed_where_a_key_is_named(store: Store, tmp_path: Path) -> None:
    key = lived(store)
    signer = SigningKey.make(tmp_path / "key.pem")
    config = settings(tmp_path, signing_key="key.pem")
    run(store, config, hours(40), hours(41))
    (witness,) = store.witnesses()
    assert (witness.kind, witness.authority) == ("ed25519", signer.public)
    assert check_witnesses(store, config) == []
    path = tmp_path / "evidence.zip"
    path.write_bytes(pack(gather(store, store.revision(key), lambda _: None), signer.sign))
    code, words = verified(path, "--key", signer.public)
    assert (code, f"was signed by key {signer.public}" in words) == (0, True), words
    assert f"signed with Ed25519 by key {signer.public}" in words
    code, words = verified(path, "--key", "0" * 64)
    assert (code, "WRONG MANIFEST.sig" in words) == (1, True)


def test_a_signature_of_another_link_is_found_by_verify(store: Store, tmp_path: Path) -> None:
    lived(store)
    signer = SigningKey.make(tmp_path / "key.pem")
    head = store.chain_head()
    store.add_witness("ed25519", head, authority=signer.public, token=signer.sign(b"another"), at=hours(9))
    (problem,) = check_witnesses(store, settings(tmp_path))
    assert "it is no signature of link" in problem.detail


def test_a_key_that_is_gone_stops_nothing(store: Store, tmp_path: Path) -> None:
    lived(store)
    run(store, settings(tmp_path, signing_key="gone.pem"), hours(40))
    assert store.witnesses() == []
    assert len(Anchors(tmp_path / "var").read()[0]) == 1
