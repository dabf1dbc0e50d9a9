"""The one place where httpx's API meets aiohttp's connections, with the address guard at the door."""

from __future__ import annotations

import base64
import ssl

import aiohttp
import certifi
import httpx
from aiohttp.abc import AbstractResolver
from httpx_aiohttp import AiohttpTransport

from monitor.fetch.guard import AddressGuard, GuardedResolver
from monitor.fetch.options import FetchOptions
from monitor.fetch.tls_peer import tls_peer
from monitor.model import TlsPeer

PEER = "peer"
TLS = "tls_peer"
PROXY_AUTHORIZATION = "Proxy-Authorization"
# aiohttp's default of 8 KB cuts off real security policies; 64 KB a header and 200 headers are still bounded.
MAX_HEADER_BYTES = 64 * 1024
MAX_HEADERS = 200


class _PeerResponse(aiohttp.ClientResponse):
    """Remembers who answered: a small answer's connection is back in the pool before anyone can ask."""

    peer: str | None = None
    tls: TlsPeer | None = None

    async def start(self, connection: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        if connection.transport:
            self.tls = tls_peer(connection.transport.get_extra_info("ssl_object"))
        name = connection.transport.get_extra_info("peername") if connection.transport else None
        if name:
            self.peer = f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"
        return await super().start(connection)


class _Transport(AiohttpTransport):
    """httpx-aiohttp's transport; adds who answered (address and certificate) to the response's extensions.

    proxy_authorization: shown to the proxy, in the request itself where it is not encrypted (for https the
    transport shows it when it asks for the tunnel).
    """

    def __init__(
        self, client: aiohttp.ClientSession, tls: ssl.SSLContext, proxy: httpx.Proxy | None = None
    ) -> None:
        self._proxy_authorization = proxy.headers.get(PROXY_AUTHORIZATION) if proxy else None
        super().__init__(verify=tls, client=client, proxy=proxy)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises what httpx and aiohttp raise."""
        if self._proxy_authorization and request.url.scheme == "http":
            request.headers[PROXY_AUTHORIZATION] = self._proxy_authorization
        response = await super().handle_async_request(request)
        answer = getattr(response.stream, "_aiohttp_response", None)
        response.extensions[PEER] = getattr(answer, "peer", None)
        response.extensions[TLS] = getattr(answer, "tls", None)
        return response


def tls_context(options: FetchOptions) -> ssl.SSLContext:
    """Verification against the machine's authorities (``SSL_CERT_FILE`` obeyed), certifi's, and the options' own.

    Raises ValueError, naming the file, where ``ca_file`` holds no certificates. Building it costs some 20 ms.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if options.ca_file is not None:
        try:
            context.load_verify_locations(options.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ValueError(
                f"ca_file {options.ca_file}: no certificates can be read from it: {error}"
            ) from error
    return context


def open_transport(
    options: FetchOptions,
    guard: AddressGuard,
    tls: ssl.SSLContext,
    resolver: AbstractResolver,
    *,
    single_use: bool = False,
) -> httpx.AsyncBaseTransport:
    """A pool of connections, every one of which passes the guard. Must be called within a running event loop.

    Requests go to the transport itself, not through an ``httpx.AsyncClient``: redirects, cookies and passwords are
    the journey's own matter, and the client reads Location headers even where it may not follow them.
    single_use: no connection is ever used twice. The number of connections is bounded by the fetcher's politeness,
    so the pool has no limit of its own (waiting for it would count against the connect timeout).
    """
    # A forward proxy is a trusted hop that usually is on a private network; it also resolves the names.
    guarded = options.proxy is None
    connector = aiohttp.TCPConnector(
        ssl=tls,
        resolver=GuardedResolver(resolver, guard) if guarded else resolver,
        socket_factory=guard.socket_factory() if guarded else None,
        limit=0,
        force_close=single_use,
        use_dns_cache=not single_use,
    )
    session = aiohttp.ClientSession(
        connector=connector,
        # Cookies of one source must not reach another; those of one chain of redirects are the journey's.
        cookie_jar=aiohttp.DummyCookieJar(),
        response_class=_PeerResponse,
        auto_decompress=False,
        trust_env=False,
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        max_headers=MAX_HEADERS,
    )
    return _Transport(session, tls, _proxy(options.proxy) if options.proxy else None)


def _proxy(url: str) -> httpx.Proxy:
    """The proxy, its password as a header: aiohttp is giving up its other ways of handing it over."""
    named = httpx.Proxy(url)
    if named.auth is None:
        return named
    pair = base64.b64encode(":".join(named.auth).encode()).decode("ascii")
    return httpx.Proxy(named.url, headers={PROXY_AUTHORIZATION: f"Basic {pair}"})
