"""Addresses are compared without redirects and tracking, and nothing is fetched for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.knowledge.links import (
    comparable,
    decode_cloudflare_mail,
    is_tracking,
    registrable_domain,
    unwrap,
)


@pytest.mark.parametrize(
    ("wrapped", "plain"),
    [
        (
            "https://www.google.com/url?q=https%3A%2F%2Facme.com%2Fdpa&sa=D&ust=16&usg=AOv",
            "https://acme.com/dpa",
        ),
        ("https://www.google.co.uk/url?url=https://acme.com/", "https://acme.com/"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Facme.com%2F&data=05",
            "https://acme.com/",
        ),
        (
            "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Facme%2Ecom&urlhash=x",
            "https://acme.com",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Facme.com%2F&h=AT0", "https://acme.com/"),
        ("https://urldefense.com/v3/__https://acme.com/a?b=c__;!!x$", "https://acme.com/a?b=c"),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.acme.com_dpa&d=Dw",
            "https://www.acme.com/dpa",
        ),
        ("https://web.archive.org/web/20200101000000/https://acme.com/x", "https://acme.com/x"),
        ("https://duckduckgo.com/l/?uddg=https%3A%2F%2Facme.com", "https://acme.com"),
        ("https://acme.com/?utm_source=x&a=1&_ga=2.3&gclid=4", "https://acme.com/?a=1"),
        ("https://acme.com/?__hstc=1&__hssc=2", "https://acme.com/"),
        ("https://acme.com/cdn-cgi/l/email-protection#422f2702232f276c212d2f", "mailto:me@ame.com"),
    ],
)
def test_redirects_and_tracking_are_undone(wrapped, plain):
    assert unwrap(wrapped) == plain


def test_a_redirect_inside_a_redirect_is_undone():
    inner = "https://l.facebook.com/l.php?u=https%3A%2F%2Facme.com"
    outer = (
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Facme.com"
    )
    assert unwrap(outer) == unwrap(inner) == "https://acme.com"


@pytest.mark.parametrize(
    "address",
    [
        "https://acme.com/url?q=https://other.com",
        "https://google.evil.example.com/url?q=https://other.com",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://acme.com/?ref=partner&lang=de",
        "not an address",
        "http://[broken",
        "",
    ],
)
def test_what_is_no_known_redirect_stays_as_it_is(address):
    assert unwrap(address) == address


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("http://acme.com", "https://www.acme.com/"),
        ("https://ACME.com:443/Index.html", "https://acme.com/"),
        ("acme.com/dpa", "https://acme.com/dpa/"),
        ("https://acme.com/a?y=2&x=1", "https://acme.com/a?x=1&y=2"),
        ("https://acme.com/a%20b", "https://acme.com/a b"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://acme.com/page#section", "https://acme.com/page"),
        ("mailto:DPO@acme.com?subject=Hello", "mailto:dpo@acme.com"),
    ],
)
def test_two_writings_of_one_address_are_equal(a, b):
    assert comparable(a) == comparable(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://acme.com/a", "https://acme.com/A"),
        ("https://acme.com/#/list", "https://acme.com/#/other"),
        ("https://acme.com/?page=1", "https://acme.com/?page=2"),
        ("https://acme.com:8443/", "https://acme.com/"),
        ("https://eu.acme.com/", "https://us.acme.com/"),
    ],
)
def test_two_addresses_stay_two(a, b):
    assert comparable(a) != comparable(b)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://cloud.google.com/terms", "google.com"),
        ("https://www.acme.co.uk/", "acme.co.uk"),
        ("acme.com", "acme.com"),
        ("mailto:dpo@mail.acme.de", "acme.de"),
        ("dpo@acme.de", "acme.de"),
        ("https://acme.github.io/list", "acme.github.io"),
        ("https://www.google.com/url?q=https://aws.amazon.com", "amazon.com"),
        ("https://bücher.de", "xn--bcher-kva.de"),
        ("http://127.0.0.1/x", None),
        ("localhost", None),
        ("", None),
    ],
)
def test_the_registrable_domain_is_that_of_the_real_target(address, domain):
    assert registrable_domain(address) == domain


def test_hidden_mail_addresses_are_read_and_nonsense_is_not():
    assert decode_cloudflare_mail("422f2702232f276c212d2f") == "mailto:me@ame.com"
    assert decode_cloudflare_mail("zz") is None
    assert decode_cloudflare_mail("42") is None


def test_plain_parameters_are_not_tracking():
    assert is_tracking("UTM_Source")
    assert not is_tracking("lang")
    assert not is_tracking("source")


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_addresses(text):
    for address in (text, f"https://acme.com/{text}", f"https://www.google.com/url?q={text}"):
        assert isinstance(comparable(address), str)
        assert unwrap(unwrap(address)) == unwrap(address)
        registrable_domain(address)
