"""What is looked at before the service starts or takes an edit over: addresses, files and programs that the
configuration names. What is wrong there would else be found out when it is needed, by nobody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from monitor.engine.addresses import address_problems, address_warnings
from monitor.settings import Problem, Settings, SettingsError


def check_start(settings: Settings) -> None:
    """Raises ``SettingsError`` with the line and the mend of everything the service could not work with."""
    problems = [*address_problems(settings), *_problems(settings)]
    if problems:
        raise SettingsError(problems)


def warnings(settings: Settings) -> list[str]:
    """What is allowed, and yet keeps people from being told or from acting on it: a sentence each."""
    return [*address_warnings(settings), *_unwritable(settings)]


def _problems(settings: Settings) -> Iterator[Problem]:
    for path, what, mend in (*_fetching(settings), *_proving(settings), *_letters(settings)):
        yield Problem(str(settings.path), settings.line(*path), what, mend)


Found = tuple[tuple[str, ...], str, str]


def _fetching(settings: Settings) -> Iterator[Found]:
    from monitor.engine.fetching import fetch_options
    from monitor.fetch.browser_find import find_browser
    from monitor.fetch.problem import FetchProblemError
    from monitor.fetch.transport import tls_context

    file = settings.monitor.fetch
    try:
        options = fetch_options(file)
    except ValueError as error:  # it names the option and the mend
        yield ("fetch",), str(error), ""
        return
    if file.ca_file:
        try:
            tls_context(options)
        except ValueError as error:
            mend = (
                "name a PEM file that this user can read; a relative path counts from the folder you are in"
            )
            yield ("fetch", "ca_file"), str(error), mend
    if file.browser_path:
        try:
            find_browser(file.browser_path)
        except FetchProblemError as error:
            yield ("fetch", "browser_path"), error.detail, ""


def _proving(settings: Settings) -> Iterator[Found]:
    from monitor.evidence.signing import SigningKey, SigningKeyError
    from monitor.evidence.stamping import StampError, read_roots

    if settings.signing_key:
        try:
            SigningKey.read(settings.signing_key)
        except SigningKeyError as error:
            yield ("evidence", "signing_key"), str(error), "`monitor evidence keygen` makes a key"
    if name := settings.monitor.evidence.timestamp_ca:
        try:
            read_roots(settings.path.parent / name)
        except StampError as error:
            yield (
                ("evidence", "timestamp_ca"),
                str(error),
                "name the file with the authority's certificates (PEM)",
            )


def _letters(settings: Settings) -> Iterator[Found]:
    name = settings.monitor.letters.templates
    if name and not (folder := settings.path.parent / name).is_dir():
        what, mend = f"the folder of templates {folder} does not exist", "correct the name, or leave it out"
        yield ("letters", "templates"), what, mend


def _unwritable(settings: Settings) -> list[str]:
    """Reports and backups are written there; it is made where it is missing."""
    folder = settings.data_dir.absolute()
    there = next((parent for parent in (folder, *folder.parents) if parent.exists()), Path("/"))
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [
        f"{settings.path}: 'data_dir': {folder} cannot be written to by this user: no reports, no backups"
    ]
