"""One fetch under way: what it asks next, and whether it may take the next redirect."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import httpx

from monitor.fetch import answers, encoding, redirects, transport
from monitor.fetch.options import FetchOptions
from monitor.fetch.problem import FetchProblemError
from monitor.fetch.redirects import Address
from monitor.model import FailureReason, Hop, Leg, Source, Validators

ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/markdown;q=0.9,*/*;q=0.8"

WITHHELD = "(withheld)"
_SECRET = {"authorization", "proxy-authorization", "cookie"}


@dataclass(slots=True)
class Journey:
    """Where a fetch stands, and what it has gathered.

    validators: None for a fresh look. hops: the redirects taken. legs: every request
    that was answered. cookies: those set on the way, forgotten after it.
    spent_s: seconds used by its requests, not counting the wait for its turns.
    """

    source: Source
    options: FetchOptions
    validators: Validators | None
    fresh: bool
    start: Address
    here: Address
    hops: list[Hop] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    spent_s: float = 0.0
    _seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def may_be_private(self) -> bool:
        """A person allowed this source's own host to be private; nothing it redirects to."""
        return self.source.allow_private and self.here.host == self.start.host

    def request(self) -> httpx.Request:
        """The request for where the journey stands.

        Raises FetchProblemError for headers that cannot be sent, and where this very request was made before.
        """
        options = self.options
        try:
            request = httpx.Request(
                "GET",
                self.here.url,
                headers=self._headers(),
                extensions={
                    # "pool" is the transport's word for getting a connection, name resolution included.
                    "timeout": {
                        "connect": options.connect_timeout_s,
                        "pool": options.connect_timeout_s,
                        "read": options.read_timeout_s,
                    }
                },
            )
            self.cookies.set_cookie_header(request)
        except (ValueError, TypeError) as error:
            raise FetchProblemError(
                FailureReason.PROTOCOL, f"a header of this source cannot be sent: {error}"
            ) from error
        # Cookies are part of the question: some pages set one and redirect to themselves.
        key = (str(self.here), request.headers.get("cookie", ""))
        if key in self._seen:
            path = " → ".join([*(hop.url for hop in self.hops[-3:]), str(self.here)])
            raise FetchProblemError(FailureReason.REDIRECT_LOOP, f"the server redirects in a circle: {path}")
        self._seen.add(key)
        return request

    def _headers(self) -> httpx.Headers:
        language = self.source.hints.language
        headers = httpx.Headers(
            {
                "User-Agent": self.options.identity,
                "Accept": ACCEPT,
                "Accept-Language": f"{language}, en;q=0.8" if language and language != "en" else "en",
                "Accept-Encoding": encoding.ACCEPT_ENCODING,
            }
        )
        if redirects.same_owner(self.start, self.here):
            if self.start.authorization:
                headers["Authorization"] = self.start.authorization
            headers.update(dict(self.source.headers))
        if self.fresh:
            headers.update({"Cache-Control": "no-cache", "Pragma": "no-cache"})
        known = self.validators
        if known is not None and known.url in {None, str(self.here)}:
            own = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            # As bytes, for a validator need not be ASCII; captures hold header bytes one to one as latin-1.
            verbatim = [(name.encode(), value.encode("latin-1")) for name, value in own.items() if value]
            headers = httpx.Headers([*headers.raw, *verbatim])
        return headers

    def note(self, request: httpx.Request, response: httpx.Response, began_at: datetime) -> None:
        """Keep what was asked and who answered, as evidence. began_at: UTC."""
        self.legs.append(
            Leg(
                url=str(self.here),
                began_at=began_at,
                request=tuple(self._shown(name, value) for name, value in request.headers.raw),
                status=response.status_code,
                headers=answers.headers_of(response) if response.status_code in redirects.REDIRECTS else (),
                peer=response.extensions.get(transport.PEER),
                tls=response.extensions.get(transport.TLS),
            )
        )

    def _shown(self, name: bytes, value: bytes) -> tuple[str, str]:
        """A header as evidence may show it: without what a person set for this source, which may be a secret."""
        key = name.decode("latin-1")
        secret = key.lower() in _SECRET or key.lower() in {own.lower() for own in self.source.headers}
        return key, WITHHELD if secret else value.decode("latin-1")

    def step(self, response: httpx.Response) -> None:
        """Take one redirect. Raises FetchProblemError where it may not be taken."""
        there, location = redirects.follow(self.here, response)
        if len(self.hops) >= self.options.max_redirects:
            raise FetchProblemError(
                FailureReason.REDIRECT_LOOP,
                f"more than {self.options.max_redirects} redirects; the last one leads to {location[:200]}",
                status=response.status_code,
            )
        self.hops.append(Hop(str(self.here), response.status_code, location))
        self.cookies.extract_cookies(response)
        self.here = there
