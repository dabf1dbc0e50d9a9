"""How the fetcher behaves: limits, politeness, identity. One value, checked when it is made."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from monitor import __version__

MAX_BODY_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Limits and manners of one ``Fetcher``. All times are seconds, all sizes bytes.

    connect_timeout_s: name resolution, TCP and TLS together. read_timeout_s: silence between two pieces of an answer.
    total_timeout_s: one whole fetch with its redirects, not counting the wait for its turn; this ends slow drips.
    max_body_bytes: of the decoded body, so that a compressed bomb counts at its real size.
    max_redirects: redirects followed; one more is a failure.
    concurrency: requests under way at once. per_host_concurrency, per_host_delay_s: the same for one host, and the
    least time between the starts of two requests to it; 0 means no delay.
    user_agent: an honest name; ``contact`` (an address or a mail) is added to it so that a vendor can reach us.
    allow_networks: private networks (CIDR) that every source may use, e.g. ``10.20.0.0/16``; empty by default.
    proxy: ``http://user:password@host:port`` of a forward proxy, a trusted hop: the guard then judges only addresses
    written as numbers, for names are resolved by the proxy.
    ca_file: PEM file of further certificate authorities, e.g. a company's own. TLS is always verified.
    browsers: browsers that may run at once, each with one page at a time and some 300 MB.
    browser_path: the browser for pages that fill themselves by script; None looks for the usual names.
    browser_sandbox: Chromium's own sandbox; off only where a container takes its place (root never has it).
    browser_memory_mb: what the browser and all its processes may hold; a page that needs more is stopped.

    Raises ValueError, naming the option, for a value that makes no sense.
    """

    connect_timeout_s: float = 15.0
    read_timeout_s: float = 30.0
    total_timeout_s: float = 120.0
    max_body_bytes: int = MAX_BODY_BYTES
    max_redirects: int = 10
    concurrency: int = 50
    per_host_concurrency: int = 2
    per_host_delay_s: float = 0.5
    user_agent: str = f"SubprocessorMonitor/{__version__}"
    contact: str | None = None
    allow_networks: tuple[str, ...] = ()
    proxy: str | None = None
    ca_file: Path | None = None
    browsers: int = 1
    browser_path: str | None = None
    browser_sandbox: bool = True
    browser_memory_mb: int = 2048

    def __post_init__(self) -> None:
        positive = (
            "connect_timeout_s",
            "read_timeout_s",
            "total_timeout_s",
            "max_body_bytes",
            "concurrency",
            "per_host_concurrency",
            "browsers",
            "browser_memory_mb",
        )
        for name in positive:
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0, not {getattr(self, name)}")
        for name in ("max_redirects", "per_host_delay_s"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must not be negative: {getattr(self, name)}")
        for network in self.allow_networks:
            try:
                ipaddress.ip_network(network)
            except ValueError as error:
                raise ValueError(f"allow_networks: {error}; write a network such as 10.20.0.0/16") from error
        if self.proxy is not None and not self.proxy.startswith(("http://", "https://")):
            raise ValueError("proxy must begin with http:// (or https://), as in http://proxy.example:3128")
        if not self.identity.isprintable() or not self.identity.isascii():
            raise ValueError("user_agent and contact must be plain printable ASCII")

    @property
    def identity(self) -> str:
        """The User-Agent as sent."""
        return f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent
