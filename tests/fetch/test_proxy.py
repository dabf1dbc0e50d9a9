"""Behind a company's proxy: the proxy is a trusted hop, and TLS is still verified to its end."""

from __future__ import annotations

import ssl
from dataclasses import replace

import pytest
import trustme

from monitor.fetch import FetchOptions
from monitor.model import FailureReason
from tests.fetch.conftest import failed, got, run, source
from tests.servers.http import WebServer, page
from tests.servers.proxy import TunnelProxy

OPTIONS = FetchOptions(per_host_delay_s=0, total_timeout_s=5)


def test_the_proxy_may_be_private_and_a_private_number_is_still_refused(server: WebServer) -> None:
    server.on("http://vendor.test/list", page("list"))
    options = replace(OPTIONS, proxy=server.url("").replace("//", "//buyer:secret@"))
    by_name, by_number, by_local_name = run(
        source("http://vendor.test/list"),
        source("http://169.254.169.254/latest"),
        source("http://localhost/"),
        options=options,
    )
    assert got(by_name).body == b"list"
    assert failed(by_number).reason is FailureReason.PRIVATE_ADDRESS
    assert failed(by_local_name).reason is FailureReason.PRIVATE_ADDRESS
    assert [r.header("proxy-authorization") for r in server.requests] == ["Basic YnV5ZXI6c2VjcmV0"]


@pytest.mark.parametrize("trusted", [True, False])
def test_https_goes_through_a_tunnel_and_is_verified_to_its_end(trusted: bool) -> None:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("vendor.test").configure_cert(context)
    with (
        authority.cert_pem.tempfile() as ca_file,
        WebServer(tls=context) as server,
        TunnelProxy((server.host, server.port)) as proxy,
    ):
        server.on("/list", page("list"))
        options = replace(
            OPTIONS, proxy=f"http://buyer:secret@127.0.0.1:{proxy.port}", ca_file=ca_file if trusted else None
        )
        outcome = run(source("https://vendor.test/list"), options=options)[0]
    assert "CONNECT vendor.test:443" in proxy.asked[0]
    assert "Basic YnV5ZXI6c2VjcmV0" in proxy.asked[0]
    if trusted:
        assert got(outcome).body == b"list"
        assert server.requests[0].header("proxy-authorization") is None, (
            "the vendor learns nothing of the proxy"
        )
    else:
        assert failed(outcome).reason is FailureReason.TLS


def test_a_proxy_that_is_not_there_is_named() -> None:
    failure = failed(
        run(source("http://vendor.test/"), options=replace(OPTIONS, proxy="http://127.0.0.1:1"))[0]
    )
    assert failure.reason is FailureReason.CONNECT
    assert "proxy" in failure.detail
