"""Copies that still hold are confirmed without the application; HEAD is answered as GET."""

import gzip

import pytest

from tests.project.shared_cache.origin import ETAG, PUBLIC, House

pytestmark = pytest.mark.once

CHANGED = "Sun, 22 Nov 2026 10:00:00 GMT"
GONE_ON_304 = {"Content-Type", "Content-Length", "Content-Encoding", "Last-Modified", "X-Frame-Options"}


@pytest.fixture
def tagged(house: House) -> House:
    house.origin.says(
        PUBLIC,
        ("ETag", ETAG),
        ("Last-Modified", CHANGED),
        ("X-Frame-Options", "DENY"),
        ("Content-Location", "/bridge"),
        ("Expires", CHANGED),
        ("Access-Control-Allow-Origin", "*"),
    )
    house.origin.body = b"x" * 1000
    return house


@pytest.mark.parametrize(
    "condition",
    [ETAG, f"W/{ETAG}", f'"other", {ETAG}', f'"a,b", W/"c",{ETAG}', "*", " * ", f'garbage, {ETAG}, "', f"{ETAG},"],
)
def test_it_confirms_a_copy(tagged: House, condition: str) -> None:
    for _ in range(2):  # the one who makes the application work, and the next
        answer = tagged.get(if_none_match=condition)

        assert (answer.status, answer.body) == ("304 Not Modified", b"")
    assert tagged.times_asked == 1


@pytest.mark.parametrize("condition", ["", '"other"', "bridge", '"bridge', '"Bridge"', '"bridge-gzip"', '"brid", "ge"'])
def test_it_sends_the_page_to_who_has_another(tagged: House, condition: str) -> None:
    assert tagged.get(if_none_match=condition).code == 200
    assert tagged.get(if_none_match=condition).body == tagged.origin.body


def test_it_says_with_304_what_a_copy_needs(tagged: House) -> None:
    whole = tagged.get()
    tagged.clock.forward(0.5)

    answer = tagged.get(if_none_match=ETAG)

    expected = {name: value for name, value in whole.headers.items() if name not in GONE_ON_304}
    assert answer.headers == {**expected, "Age": "1"}
    assert {"Cache-Control", "ETag", "Vary", "Content-Location", "Expires"} <= set(answer.headers)


@pytest.mark.parametrize(
    ("since", "code"),
    [
        (CHANGED, 304),
        ("Sun, 22 Nov 2026 10:00:01 GMT", 304),
        ("Sunday, 22-Nov-26 10:00:01 GMT", 304),
        ("Sun Nov 22 10:00:01 2026", 304),
        ("Sun, 22 Nov 2026 09:59:59 GMT", 200),
        ("", 200),
        ("yesterday", 200),
        ("99999999999999999999", 200),
    ],
)
def test_it_compares_the_date_of_a_copy(tagged: House, since: str, code: int) -> None:
    assert [tagged.get(if_modified_since=since).code for _ in range(2)] == [code, code]


def test_it_takes_the_tag_before_the_date(tagged: House) -> None:
    assert tagged.get(if_none_match='"other"', if_modified_since=CHANGED).code == 200


@pytest.mark.parametrize("etag", ["bridge", 'W/bridge"', '"bri"dge"', ""])
def test_it_confirms_nothing_by_a_tag_that_is_none(house: House, etag: str) -> None:
    house.origin.says(PUBLIC, ("ETag", etag))

    assert house.get(if_none_match=etag).code == 200
    assert house.get(if_none_match='"bridge"').code == 200


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved"])
def test_it_confirms_only_what_succeeded(tagged: House, status: str) -> None:
    tagged.origin.status = status

    assert tagged.get(if_none_match=ETAG).status == status


def test_it_does_not_confirm_what_it_does_not_keep(tagged: House) -> None:
    tagged.origin.says("private", ("ETag", ETAG))

    assert tagged.get(if_none_match=ETAG).body == tagged.origin.body


def test_it_answers_head_from_a_get_and_get_from_a_head(tagged: House) -> None:
    head, get = tagged.get(method="HEAD"), tagged.get()

    assert (head.body, get.body) == (b"", tagged.origin.body)
    assert tagged.get(method="HEAD").body == b""
    assert head.headers == get.headers == tagged.get(method="HEAD").headers
    assert [environ["REQUEST_METHOD"] for environ in tagged.origin.asked] == ["GET"]


def test_it_answers_head_without_a_body_when_nothing_is_kept(tagged: House) -> None:
    tagged.origin.says("no-store", ("Content-Length", "1000"))

    answer = tagged.get(method="HEAD")

    assert (answer.code, answer.body, answer.headers["Content-Length"]) == (200, b"", "1000")
    assert tagged.get().body == tagged.origin.body


def test_it_lets_a_personal_head_past_as_it_is(tagged: House) -> None:
    tagged.get(method="HEAD", cookie="session=1")

    assert tagged.origin.asked[0]["REQUEST_METHOD"] == "HEAD"


def test_it_sends_a_whole_answer_to_who_asks_for_a_part(tagged: House) -> None:
    assert tagged.get(range="bytes=0-9").body == tagged.get(range="bytes=0-9").body == tagged.origin.body


def test_it_tells_copies_in_different_codings_apart(tagged: House) -> None:
    coded = tagged.get(accept_encoding="gzip")

    assert coded.headers["ETag"] == '"bridge-gzip"'
    assert gzip.decompress(coded.body) == tagged.origin.body
    assert tagged.get(if_none_match='"bridge-gzip"', accept_encoding="gzip").code == 304
    assert tagged.get(if_none_match='"bridge-gzip"').code == 200
    assert tagged.get(if_none_match=ETAG, accept_encoding="gzip").code == 200


@pytest.mark.parametrize(
    "date", ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 2026 00:00:00 +99999999999999999999999", "x"]
)
def test_it_takes_no_date_that_there_is_not(tagged: House, date: str) -> None:
    for _ in range(2):
        assert tagged.get(if_modified_since=date).status == "200 OK"
