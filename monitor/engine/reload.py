"""The vendors file taken over while the service runs; a bad edit is refused, the old one goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from monitor.assess.policy import Policy
from monitor.engine.policies import policy_of
from monitor.engine.starting import check_start
from monitor.settings import Settings, SettingsError, load

log = logging.getLogger(__name__)

# What is built once, at the start of the service.
_AT_START = ("database", "data_dir", "listen", "fetch", "extract")


class Reloader:
    """Watches the configuration files by size and time of change.

    take_over: called with the new settings and their policy; both are already valid.
    """

    def __init__(self, settings: Settings, take_over: Callable[[Settings, Policy], None]) -> None:
        self.settings = settings
        self.last_error: str | None = None
        self._take_over = take_over
        self._seen = self._stamps()

    def _paths(self) -> list[Path]:
        paths = [self.settings.path, self.settings.vendors_path]
        return [*paths, self.settings.policy_path] if self.settings.policy_path else paths

    def _stamps(self) -> list[tuple[int, int, int] | None]:
        return [_stamp(path) for path in self._paths()]

    def look(self) -> bool:
        """Reload if a file was edited since the last look. True where new settings were taken over."""
        stamps = self._stamps()
        if stamps == self._seen:
            return False
        self._seen = stamps
        return self.reload("an edited file")

    def reload(self, why: str) -> bool:
        """Read the files again. A mistake is logged with file, line and reason, and changes nothing."""
        try:
            settings = load(self.settings.path)
            policy = policy_of(settings)
            check_start(settings)
        except SettingsError as error:
            self.last_error = str(error)
            log.error(  # noqa: TRY400 - a person mends a file, not code: no traceback
                "%s is refused; the old configuration goes on:\n%s",
                why,
                error,
            )
            return False
        self.last_error = None
        old, self.settings = self.settings, settings
        self._seen = self._stamps()
        self._take_over(settings, policy)
        log.info("configuration taken over (%s): %d vendors", why, len(settings.vendors))
        later = [key for key in _AT_START if getattr(old.monitor, key) != getattr(settings.monitor, key)]
        if later:
            log.warning("changes of %s take effect after a restart", ", ".join(later))
        return True


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
