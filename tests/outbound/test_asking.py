"""To which addresses something may be sent that somebody typed, and to which never."""

from typing import Any

import pytest

from comments.outbound.asking import address_fault, may_tell

pytestmark = pytest.mark.once

PUBLIC = ["1.1.1.1", "8.8.8.8", "2606:4700::1111"]
PRIVATE = ["10.0.0.7", "172.16.0.1", "192.168.1.1", "fd00::1", "127.0.0.1", "::1", "::ffff:10.0.0.7"]
NEVER = [
    "169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "100.64.0.1", "192.0.0.1",
    "198.18.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "",
]  # fmt: skip


def test_it_tells_public_addresses_and_private_ones_where_a_setting_says_so(settings: Any) -> None:
    settings.PUBLIC_URL = "https://comments.example.org"
    asked = [*PUBLIC, *PRIVATE, *NEVER]

    assert [one for one in asked if may_tell(one)] == PUBLIC
    settings.PRIVATE_RECEIVERS = True
    assert [one for one in asked if may_tell(one)] == [*PUBLIC, *PRIVATE]


def test_it_tells_its_own_machine_where_it_is_tried(settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"

    assert [one for one in PRIVATE if may_tell(one)] == ["127.0.0.1", "::1"]


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org/in?a=1&b=%20", "https://hooks.example.org:8443", "https://192.0.2.7/x", "http://localhost:9000/",
        "http://127.0.0.1:9000/", "https://[2001:db8::1]/x",
    ],
)  # fmt: skip
def test_it_takes_addresses_that_nobody_on_the_way_reads(url: str) -> None:
    assert address_fault(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "", "hooks", "file:///etc/passwd", "gopher://hooks.example.org/", "http://hooks.example.org/", "https:///in",
        "http://10.0.0.7/", "https://ada:secret@hooks.example.org/", "https://hooks.example.org/#x", "https://hooks.example.org/#",
        "https://hooks.example.org/a b", "https://hooks.example.org:25/", "https://hooks.example.org:0/", "https://[", "https://[::",
        "https://hooks.example.org/\n", "https://münchen.example/", "https://hooks.example.org/é", "https://hooks.example.org:99999/",
        "http://localhost.example.org/",
    ],
)  # fmt: skip
def test_it_takes_no_other_addresses_and_says_why(url: str) -> None:
    assert address_fault(url).startswith("Enter an address ")


def test_it_takes_plain_http_where_receivers_are_in_a_network_of_ones_own(settings: Any) -> None:
    settings.PRIVATE_RECEIVERS = True

    assert [address_fault(f"http://{host}/") for host in ("hooks.internal", "10.0.0.7")] == ["", ""]
    assert address_fault("http://hooks.internal:25/")
