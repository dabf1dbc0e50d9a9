"""The configured way of fetching."""

from __future__ import annotations

from pathlib import Path

from monitor.fetch import FetchOptions
from monitor.settings.files import FetchFile


def fetch_options(file: FetchFile) -> FetchOptions:
    """The configured way of fetching."""
    defaults = FetchOptions()
    return FetchOptions(
        total_timeout_s=file.timeout,
        max_body_bytes=int(file.max_body_mb * 1024 * 1024),
        concurrency=file.concurrency,
        per_host_concurrency=file.per_host,
        per_host_delay_s=file.host_delay,
        user_agent=file.user_agent or defaults.user_agent,
        contact=file.contact,
        browsers=file.browsers,
        browser_path=file.browser_path,
        browser_sandbox=file.browser_sandbox,
        allow_networks=tuple(file.allow_networks),
        proxy=file.proxy,
        ca_file=Path(file.ca_file) if file.ca_file else None,
    )
