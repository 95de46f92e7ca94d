"""Which address a request came from, whatever its headers say. Needs no database."""

import logging
from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from comments.middleware import ClientAddress
from comments.net.ip import client_address, network_of, parse

pytestmark = pytest.mark.once

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
PROXY = "10.0.0.1"


def test_it_takes_the_peer_for_the_client_where_no_proxy_is_declared() -> None:
    assert client_address("192.0.2.7", "", []) == "192.0.2.7"


def test_it_does_not_believe_a_forwarded_header_of_a_stranger() -> None:
    assert client_address("192.0.2.7", "198.51.100.9", PROXIES) == "192.0.2.7"


def test_it_believes_a_trusted_proxy() -> None:
    assert client_address(PROXY, "198.51.100.9", PROXIES) == "198.51.100.9"


def test_it_does_not_believe_what_the_client_wrote_to_the_left() -> None:
    assert client_address(PROXY, "203.0.113.1, 198.51.100.9", PROXIES) == "198.51.100.9"


def test_it_looks_behind_a_chain_of_trusted_proxies() -> None:
    assert client_address(PROXY, "203.0.113.1, 198.51.100.9, fd00::2, 10.0.0.2", PROXIES) == "198.51.100.9"


@pytest.mark.parametrize("header", ["", "unknown", "198.51.100.9, garbage", ",", "\x00"])
def test_it_stays_with_the_proxy_when_the_header_tells_no_address(header: str) -> None:
    assert client_address(PROXY, header, PROXIES) == PROXY


def test_it_reads_an_ipv4_address_inside_ipv6() -> None:
    assert client_address("::ffff:10.0.0.1", "::ffff:198.51.100.9", PROXIES) == "198.51.100.9"


@pytest.mark.parametrize("peer", ["", "unix:", "@"])
def test_it_knows_no_address_of_a_peer_that_has_none(peer: str) -> None:
    assert client_address(peer, "198.51.100.9", PROXIES) == ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("nobody", ""),
    ],
)
def test_it_knows_the_network_of_a_household(address: str, network: str) -> None:
    assert network_of(address) == network


def seen_by_view(settings: Any, *proxies: str, **meta: Any) -> HttpRequest:
    settings.TRUSTED_PROXIES = list(proxies)
    request = RequestFactory().get("/", **meta)
    ClientAddress(lambda _: HttpResponse())(request)
    return request


def test_it_puts_the_client_into_remote_addr(settings: Any) -> None:
    request = seen_by_view(settings, "10.0.0.0/8", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR="198.51.100.9")

    assert request.META["REMOTE_ADDR"] == "198.51.100.9"


def test_it_trusts_nobody_by_default(settings: Any) -> None:
    request = seen_by_view(settings, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.9")

    assert request.META["REMOTE_ADDR"] == "127.0.0.1"


def test_it_hides_the_forwarded_scheme_of_a_stranger(settings: Any) -> None:
    request = seen_by_view(settings, "10.0.0.0/8", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_PROTO="https")

    assert "HTTP_X_FORWARDED_PROTO" not in request.META


def test_it_passes_the_forwarded_scheme_of_a_proxy_on(settings: Any) -> None:
    request = seen_by_view(settings, "10.0.0.0/8", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_PROTO="https")

    assert request.META["HTTP_X_FORWARDED_PROTO"] == "https"


def test_it_warns_once_of_an_undeclared_proxy_and_names_the_setting(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TRUSTED_PROXIES = []
    middleware = ClientAddress(lambda _: HttpResponse())
    with caplog.at_level(logging.WARNING, "comments.middleware"):
        for _ in range(3):
            middleware(RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR="198.51.100.9"))

    assert len(caplog.records) == 1
    assert "TRUSTED_PROXIES" in caplog.text
    assert PROXY in caplog.text


def test_it_does_not_warn_of_a_declared_proxy(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "comments.middleware"):
        seen_by_view(settings, "10.0.0.0/8", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR="198.51.100.9")

    assert not caplog.records


@pytest.mark.parametrize(
    ("written", "address"),
    [("192.0.2.7:4444", "192.0.2.7"), ("[2001:db8::1]:443", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1")],
)
def test_it_reads_an_address_that_a_proxy_wrote_with_a_port(written: str, address: str) -> None:
    assert str(parse(written)) == address


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("", "198.51.100.9", "198.51.100.9"),
        ("", "203.0.113.1, 198.51.100.9", "198.51.100.9"),
        ("", "198.51.100.9, 10.0.0.2", "198.51.100.9"),
        ("", "", ""),
        ("", "unix:", ""),
        ("", "198.51.100.9, unix:", ""),
        ("192.0.2.7", "198.51.100.9", "192.0.2.7"),
        ("garbage", "198.51.100.9", ""),
    ],
)
def test_it_believes_whoever_has_no_address_where_unix_sockets_are_declared(
    settings: Any, peer: str, forwarded_for: str, client: str
) -> None:
    assert client_address(peer, forwarded_for, ["unix:", *PROXIES]) == client
    request = seen_by_view(settings, "unix:", "10.0.0.0/8", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded_for)
    assert request.META["REMOTE_ADDR"] == client


def test_it_does_not_believe_whoever_has_no_address_otherwise() -> None:
    assert client_address("", "198.51.100.9", PROXIES) == ""


def test_it_names_unix_sockets_where_it_does_not_believe_them(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    seen_by_view(settings, "10.0.0.0/8", REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="198.51.100.9")
    assert "from unix: is ignored" in caplog.text
