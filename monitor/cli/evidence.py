"""``monitor evidence``: a revision's evidence as a ZIP that strangers can check, and the key that signs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, print_json, text

if TYPE_CHECKING:
    from monitor.evidence.bundle import Bundle

EPILOG = (
    "Examples:\n\n`monitor evidence rk7w2p3q --out evidence.zip`\n\n`monitor evidence check evidence.zip`\n\n"
    "`monitor evidence keygen /etc/monitor/evidence.pem`"
)


class _Group(TyperGroup):
    """``monitor evidence REVISION`` is short for ``monitor evidence export REVISION``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant: where the first word is none, it is a revision."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["export", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    epilog=EPILOG,
    help="Export a revision's evidence: `monitor evidence REVISION --out FILE.zip`.",
)


@app.command("export", epilog=EPILOG)
def export(
    revision: Annotated[str, typer.Argument(metavar="REVISION", help="Id of the revision.")],
    output: Annotated[
        Path | None, typer.Option("--out", "-o", help="The ZIP; by default evidence-REVISION.zip.")
    ] = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Write a ZIP with both captures (bytes and WARC), listings, report, decisions, notices, letters, every sealed
    record that bears on the revision, the chain, and a verifier that needs only Python.

    The same store makes the same ZIP. It is signed where `evidence.signing_key` names a key.
    """
    from monitor.engine.evidence import IncompleteEvidenceError, gather
    from monitor.evidence.bundle import pack

    settings = inputs.settings(config)
    with inputs.open_store(settings, upgrade=True) as store:
        found = inputs.revision(store, revision)
        try:
            bundle = gather(store, found, settings.vendor, zone=settings.monitor.zone)
        except IncompleteEvidenceError as error:
            raise CommandError(str(error), code=Exit.STORE) from error
    content = pack(bundle, _signer(settings.signing_key))
    path = output or Path(f"evidence-{found.public_id}.zip")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}") from error
    _told(bundle, path, len(content), as_json=json)


def _signer(path: Path | None) -> Callable[[bytes], bytes] | None:
    if path is None:
        return None
    from monitor.evidence.signing import SigningKey, SigningKeyError

    try:
        return SigningKey.read(path).sign
    except SigningKeyError as error:
        raise CommandError(str(error), code=Exit.CONFIGURATION) from error


def _told(bundle: Bundle, path: Path, size: int, *, as_json: bool) -> None:
    head = bundle.links[-1]
    facts: dict[str, Any] = {
        "revision": bundle.revision,
        "file": str(path),
        "bytes": size,
        "records": len(bundle.records),
        "links": len(bundle.links),
        "head": {"number": head.seq, "sha256": head.sha256},
    }
    if as_json:
        print_json(facts)
        return
    console.print(
        f"written to {text(path)}: {size:,} bytes, {len(bundle.documents):,} documents, "
        f"{len(bundle.records):,} records, {len(bundle.links):,} links"
    )
    console.print(f"head: {head.seq}:{head.sha256} (write it down elsewhere)", soft_wrap=True)
    console.print(f"check it with: monitor evidence check {text(path)}", soft_wrap=True)


@app.command("check", epilog="Example: `monitor evidence check evidence.zip --head 1234:9f86…`")
def check(
    file: Annotated[Path, typer.Argument(help="The ZIP, or the folder it was unpacked to.")],
    head: Annotated[
        list[str] | None,
        typer.Option(
            "--head", help="A head that reached you another way, NUMBER:SHA256; may be given again."
        ),
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="It must be signed with this Ed25519 key (64 digits).")
    ] = None,
) -> None:
    """Check exported evidence with our own copy of the verifier; no configuration and no store are needed.

    Exits with 1 where anything does not fit, with 4 where it is no evidence.
    """
    from monitor.evidence.standalone import SCRIPT

    if not file.exists():
        raise CommandError(f"{file}: there is no such file")
    words = [str(file.resolve()), *(part for one in head or [] for part in ("--head", one))]
    words += ["--key", key] if key is not None else []
    done = subprocess.run([sys.executable, "-I", "-S", str(SCRIPT), *words], check=False)  # noqa: S603 - our own script
    if done.returncode:
        raise typer.Exit(Exit.ATTENTION if done.returncode == 1 else Exit.INPUT)


@app.command("keygen", epilog="Example: `monitor evidence keygen /etc/monitor/evidence.pem`")
def keygen(
    path: Annotated[Path, typer.Argument(help="Where to write the private key; never over a file.")],
) -> None:
    """Make an Ed25519 key that signs heads of the chain and exported evidence, and print its public half.

    Publish the public half, or give it to those who are to check; name the file as `evidence.signing_key`.
    """
    from monitor.evidence.signing import SigningKey, SigningKeyError

    try:
        key = SigningKey.make(path)
    except SigningKeyError as error:
        raise CommandError(str(error), code=Exit.USAGE) from error
    console.print(f"written to {text(path)}; keep it secret, and a copy of it safe")
    console.print(f"public key: {key.public}", soft_wrap=True)
