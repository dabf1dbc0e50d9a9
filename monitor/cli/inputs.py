"""Files and addresses given to a command, as captures; and the configuration it works with."""

from __future__ import annotations

import asyncio
import contextlib
import difflib
import getpass
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from monitor.cli.output import CommandError, Exit, counted, errors
from monitor.model import Capture, FetchFailure, Hints, Listing, Revision, Source, SourceKind, Vendor

if TYPE_CHECKING:  # a tenth of a second to import, and many commands need no configuration
    from monitor.settings import Settings
    from monitor.store import Store

CONFIG_OPTION = typer.Option(
    "--config", "-c", envvar="MONITOR_CONFIG", help="The file monitor.yaml.", show_envvar=True
)
ConfigOption = Annotated[Path, CONFIG_OPTION]
DEFAULT_CONFIG = Path("config/monitor.yaml")
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value for machines.")]
PrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="The address may lie on a private network.")
]
BrowserOption = Annotated[
    bool | None,
    typer.Option(
        "--browser/--no-browser",
        help="Read the page through a headless browser; by default where it turns out to be filled by script.",
        show_default=False,
    ),
]
KindOption = Annotated[SourceKind, typer.Option("--kind", help="What the document is.")]


def settings(path: Path) -> Settings:
    """The configuration, or an error that names every mistake in it."""
    from monitor.settings import load

    with explained():
        return load(path)


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Errors of the configuration and of the store as words a person can act on, with their exit codes."""
    from monitor.settings import SettingsError

    try:
        yield
    except SettingsError as error:
        raise CommandError(str(error), code=Exit.CONFIGURATION) from error
    except Exception as error:
        # Whoever raised a StoreError has imported the store, which is slow and which many commands do without.
        store = sys.modules.get("monitor.store.errors")
        if store is None or not isinstance(error, store.StoreError):
            raise
        raise CommandError(str(error), code=Exit.STORE) from error


def is_address(where: str) -> bool:
    """Whether the argument is a web address rather than a file."""
    return where.startswith(("http://", "https://"))


def capture(
    where: str, *, allow_private: bool = False, headers: dict[str, str] | None = None, browser: bool = False
) -> Capture:
    """What stands in the file, at the address, or on standard input (``-``).

    Raises CommandError where it cannot be had, with the reason.
    """
    if where == "-":
        return local(sys.stdin.buffer.read(), "standard input")
    if is_address(where):
        return _fetched(where, allow_private=allow_private, headers=headers or {}, browser=browser)
    from monitor.fetch import read_file

    try:
        return read_file(Path(where))
    except OSError as error:
        raise CommandError(str(error)) from error  # it names the file and the mend


def local(body: bytes, name: str) -> Capture:
    """Bytes that came from no server, as a capture."""
    return Capture(name, name, 200, (), body, datetime.now(UTC))


def _fetched(url: str, *, allow_private: bool, headers: dict[str, str], browser: bool = False) -> Capture:
    from monitor.fetch import Fetcher

    async def fetch() -> Capture | FetchFailure:
        async with Fetcher() as fetcher:
            source = Source(
                "command/line", "command", url, allow_private=allow_private, headers=headers, browser=browser
            )
            return await fetcher.fetch(source)

    if sys.stderr.isatty():
        with errors.status(f"fetching {url}"):
            result = asyncio.run(fetch())
    else:
        result = asyncio.run(fetch())
    if isinstance(result, FetchFailure):
        mend = "it may be allowed with --allow-private" if result.reason.value == "private_address" else ""
        raise CommandError(f"{url}: {result.detail}", mend)
    return result


def listing(found: Capture, kind: SourceKind, hints: Hints | None = None) -> Listing:
    """What a capture says."""
    from monitor.extract import extract

    return extract(
        found.body,
        media_type=found.media_type,
        charset=found.charset,
        url=found.final_url,
        kind=kind,
        hints=hints,
    )


@contextlib.contextmanager
def open_store(config: Settings, *, upgrade: bool = False, make: bool = False) -> Iterator[Store]:
    """The configured store; errors of the database become words a person can act on.

    make: a store that is not there yet is made; else that is a CommandError, and nothing is left in a folder that
    nobody meant.
    """
    from monitor.store import Store

    with explained():
        if absent := absent_store(config):
            if not make:
                what = f"nothing was recorded yet: there is no store at {absent.absolute()}"
                raise CommandError(what, before_the_first_check(config, absent), Exit.STORE)
            where = escape(str(absent.absolute())) + _from_where(absent)
            errors.print(f"[yellow]a new, empty store:[/] there was none at {where}")
        store = Store.open(config.monitor.database)
        try:
            if upgrade:
                store.upgrade(at=datetime.now(UTC), backup_dir=config.data_dir / "backups")
            yield store
        finally:
            store.close()


def absent_store(config: Settings) -> Path | None:
    """The file of the store where there is none yet; None where there is one, or where a server keeps it."""
    kind, _, rest = config.monitor.database.partition(":///")
    file = Path(rest.partition("?")[0])
    named = kind.startswith("sqlite") and rest and not rest.startswith(":memory:")
    if not named or file.exists():
        return None
    above = next(folder for folder in file.absolute().parents if folder.exists())
    return file if above.is_dir() else None  # else no store can be there, and opening it says why


def before_the_first_check(config: Settings, absent: Path) -> str:
    """What to tell whoever asks for records before there are any: what is watched, and how to begin."""
    sources = counted(sum(len(vendor.sources) for vendor in config.vendors), "source")
    return f"{sources} configured, none checked yet: `monitor check` takes the baselines{_from_where(absent)}"


def _from_where(file: Path) -> str:
    return "" if file.is_absolute() else "; a relative 'database' counts from the folder you are in"


def revision(store: Store, key: str) -> Revision:
    """A revision by its public id. Raises CommandError where there is none."""
    from monitor.store import NotFoundError

    try:
        return store.revision(key.strip())
    except NotFoundError as error:
        mend = "`monitor windows` lists the open ones, `monitor history VENDOR` all of a vendor"
        raise CommandError(f"there is no revision '{key}'", mend, Exit.INPUT) from error


def who(by: str | None) -> str:
    """Who does something that goes on record: as told, else the user logged in."""
    if by is not None:
        return by
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # a container's user without a name
        raise CommandError("who does this is not known", "say it with --by", Exit.USAGE) from error


def vendor(config: Settings, name: str) -> Vendor:
    """The configured vendor of that id. Raises CommandError naming what comes close."""
    found = config.vendor(name)
    if found is None:
        known = [v.id for v in config.vendors]
        close = difflib.get_close_matches(name, known, n=1)
        mend = f"did you mean '{close[0]}'?" if close else f"there are: {', '.join(known[:20])}"
        raise CommandError(f"there is no vendor '{name}'", mend, Exit.USAGE)
    return found


def choose(config: Settings, names: list[str]) -> list[tuple[Vendor, Source]]:
    """The sources that the names mean: vendor ids, source ids, or all where none is given.

    Raises CommandError naming the unknown one and what comes close to it.
    """
    everything = [(vendor, source) for vendor in config.vendors for source in vendor.sources]
    if not names:
        return everything
    chosen: dict[str, tuple[Vendor, Source]] = {}
    for name in names:
        found = [(v, s) for v, s in everything if name in (v.id, s.id)]
        if not found:
            known = [v.id for v in config.vendors]
            close = difflib.get_close_matches(name, known, n=1)
            mend = f"did you mean '{close[0]}'?" if close else f"there are: {', '.join(known[:20])}"
            raise CommandError(f"there is no vendor or source '{name}'", mend, Exit.USAGE)
        chosen.update({source.id: (vendor, source) for vendor, source in found})
    return list(chosen.values())
