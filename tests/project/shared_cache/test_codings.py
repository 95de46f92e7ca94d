"""Public text is compressed once, for those who take it."""

import gzip
from unittest.mock import patch

import pytest

from tests.project.shared_cache.origin import PUBLIC, House

pytestmark = pytest.mark.once

TEXT = b"A comment on the bridge. " * 40


@pytest.fixture
def page(house: House) -> House:
    house.origin.says(PUBLIC, ("ETag", '"a"'))
    house.origin.body = TEXT
    return house


@pytest.mark.parametrize(
    "accepted",
    [
        "gzip",
        "GZIP",
        "x-gzip",
        "gzip, deflate, br, zstd",
        "br;q=1.0, gzip;q=0.8, *;q=0.1",
        "*",
        "deflate,gzip ; q=0.001",
        "identity, gzip",
        "gzip;Q=1.000",
    ],
)
def test_it_compresses_for_who_takes_it(page: House, accepted: str) -> None:
    answer = page.get(accept_encoding=accepted)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(answer.body) < len(TEXT)
    assert gzip.decompress(answer.body) == TEXT


@pytest.mark.parametrize(
    "accepted",
    [
        "",
        "identity",
        "gzip;q=0",
        "gzip;q=0.000",
        "*;q=0",
        "gzip;q=0, *",
        "br, deflate",
        "gzipped",
        "gzip;q=2",
        "gzip;q=x",
        "gzip;level=9",
        "identity;q=1, gzip;q=0.5",
    ],
)
def test_it_sends_plain_text_to_everybody_else(page: House, accepted: str) -> None:
    answer = page.get(accept_encoding=accepted)

    assert "Content-Encoding" not in answer.headers
    assert answer.body == TEXT


def test_it_tells_caches_behind_that_codings_differ(page: House) -> None:
    page.origin.headers.append(("Vary", "Origin"))
    plain, coded = page.get(), page.get(accept_encoding="gzip")

    assert plain.headers["Vary"] == coded.headers["Vary"] == "Origin, Accept-Encoding"
    assert (plain.headers["ETag"], coded.headers["ETag"]) == ('"a"', '"a-gzip"')


def test_it_names_the_coding_once_where_the_application_does_too(page: House) -> None:
    page.origin.headers.append(("Vary", "accept-encoding"))

    assert page.get().headers["Vary"] == "accept-encoding"
    assert page.get(accept_encoding="br").body == page.get(accept_encoding="gzip;q=0").body == TEXT
    assert page.times_asked == 1


def test_it_keeps_a_weak_tag_weak(page: House) -> None:
    page.origin.says(PUBLIC, ("ETag", 'W/"a"'))

    assert page.get(accept_encoding="gzip").headers["ETag"] == 'W/"a-gzip"'


@pytest.mark.parametrize(
    ("kind", "is_coded"),
    [
        ("text/html; charset=utf-8", True),
        ("TEXT/CSS", True),
        ("application/json", True),
        ("application/problem+json", True),
        ("application/atom+xml", True),
        ("application/javascript", True),
        ("image/svg+xml", True),
        ("image/png", False),
        ("application/octet-stream", False),
        ("application/gzip", False),
        ("", False),
    ],
)
def test_it_compresses_text_only(page: House, kind: str, is_coded: bool) -> None:
    page.origin.headers[0] = ("Content-Type", kind)

    answer = page.get(accept_encoding="gzip")

    assert ("Content-Encoding" in answer.headers) is is_coded
    assert ("Vary" in answer.headers) is is_coded


@pytest.mark.parametrize(("length", "is_coded"), [(0, False), (499, False), (500, True)])
def test_it_leaves_small_answers_as_they_are(page: House, length: int, is_coded: bool) -> None:
    page.origin.body = b"x" * length

    assert ("Content-Encoding" in page.get(accept_encoding="gzip").headers) is is_coded


def test_it_transforms_nothing_that_must_not_be(page: House) -> None:
    page.origin.says(f"{PUBLIC}, no-transform")

    assert page.get(accept_encoding="gzip").body == TEXT


def test_it_compresses_once_even_when_the_page_is_renewed_unchanged(page: House) -> None:
    with patch("gzip.compress", wraps=gzip.compress) as compress:
        page.get()
        assert compress.call_count == 0
        for _ in range(3):
            first = page.get(accept_encoding="gzip")
            page.clock.forward(5)
        assert compress.call_count == 1
        page.origin.body = TEXT + b"And another."
        changed = page.get(accept_encoding="gzip")

    assert page.times_asked == 4
    assert gzip.decompress(first.body) == TEXT
    assert gzip.decompress(changed.body) == page.origin.body


def test_it_makes_the_same_bytes_of_the_same_page(page: House) -> None:
    other = House()
    other.origin.says(PUBLIC)
    other.origin.body = TEXT

    assert page.get(accept_encoding="gzip").body == other.get(accept_encoding="gzip").body


def test_it_reads_no_list_of_codings_that_no_browser_sends(house: House) -> None:
    house.origin.body = b"x" * 1000

    answer = house.get(accept_encoding="gzip, " + "a" * 400_000)

    assert "Content-Encoding" not in answer.headers
