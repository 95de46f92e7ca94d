"""Nothing of one visitor's reaches another, however it is tried."""

import pytest

from tests.project.shared_cache.origin import PUBLIC, Answer, House

pytestmark = pytest.mark.once

SECRET = b"for Zo\xc3\xab alone"


def for_one(house: House, *headers: tuple[str, str], status: str = "200 OK", cache_control: str = PUBLIC) -> None:
    """From now on the origin answers what only one visitor may read."""
    house.origin.says(cache_control, *headers)
    house.origin.status, house.origin.body = status, SECRET


def for_all(house: House) -> Answer:
    house.origin.says(PUBLIC)
    house.origin.status, house.origin.body = "200 OK", b"for all"
    return house.get()


@pytest.mark.parametrize(
    "answered",
    [
        [("Set-Cookie", "session=1")],
        [("set-cookie", "theme=dark")],
        [("Vary", "Cookie")],
        [("Vary", "Accept-Encoding, cookie")],
        [("Vary", "Authorization")],
        [("Vary", "*")],
        [("Vary", "Origin, *")],
        [("Content-Encoding", "br")],
        [("Content-Range", "bytes 0-3/9")],
        [("Connection", "close")],
    ],
)
def test_it_keeps_no_answer_that_is_marked_as_one_visitors(house: House, answered: list[tuple[str, str]]) -> None:
    for_one(house, *answered)
    own = house.get()

    assert own.body == SECRET
    assert answered[0][0] in own.headers
    assert for_all(house).body == b"for all"


@pytest.mark.parametrize(
    "cache_control",
    [
        "private",
        "no-store",
        "private, no-store",
        f"{PUBLIC}, private",
        f"private, {PUBLIC}",
        f"{PUBLIC}, no-store",
        "%",
    ],
)
def test_it_keeps_no_answer_that_calls_itself_private(house: House, cache_control: str) -> None:
    for_one(house, cache_control=cache_control)
    house.get()

    assert for_all(house).body == b"for all"


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "407 X", "500 Error", "502 X", "503 Down"])
def test_it_keeps_no_refusal_and_no_failure(house: House, status: str) -> None:
    for_one(house, status=status)
    house.get()

    assert for_all(house).body == b"for all"


@pytest.mark.parametrize(
    "shown",
    [
        {"authorization": "Bearer token"},
        {"cookie": "session=1"},
        {"cookie": "theme=dark; session=1"},
        {"cookie": "theme=dark;session=1"},
        {"cookie": " session =1"},
        {"cookie": "session"},
        {"cookie": ';;=;"session=";session=1'},
        {"if_match": '"a"'},
        {"if_unmodified_since": "Sun, 22 Nov 2026 10:00:00 GMT"},
        {"REMOTE_USER": "zoe"},
        {"CONTENT_LENGTH": "3"},
        {"CONTENT_LENGTH": "x"},
        {"transfer_encoding": "chunked"},
    ],
)
def test_it_lets_who_shows_something_of_theirs_past(house: House, shown: dict[str, str]) -> None:
    before = for_all(house)
    for_one(house)
    own = house.get(**shown)
    name, value = next(iter(shown.items()))

    assert own.body == SECRET
    assert house.origin.asked[-1][name if name.isupper() else f"HTTP_{name.upper()}"] == value
    assert for_all(house).body == before.body
    house.clock.forward(10)
    assert for_all(house).body == b"for all"


def test_it_takes_no_notice_of_other_cookies_and_shows_the_application_none(house: House) -> None:
    first = house.get(cookie="_ga=1; theme=dark")
    second = house.get(cookie="_ga=2; sessions=3; xsession=4; theme=session")

    assert first.body == second.body == house.get().body == b"answer 1"
    assert "HTTP_COOKIE" not in house.origin.asked[0]


def test_it_shows_the_application_no_condition_no_range_and_no_coding(house: House) -> None:
    house.get(if_none_match='"a"', if_modified_since="x", range="bytes=0-1", if_range='"a"', accept_encoding="br")

    environ = house.origin.asked[0]
    assert not {name for name in environ if name.startswith(("HTTP_IF_", "HTTP_RANGE", "HTTP_ACCEPT_ENC"))}


def test_it_leaves_the_servers_own_environ_as_it_was(house: House) -> None:
    environ = {"REQUEST_METHOD": "HEAD", "PATH_INFO": "/", "HTTP_HOST": "a", "wsgi.url_scheme": "http"}
    environ |= {"HTTP_COOKIE": "theme=dark"}
    before = dict(environ)

    house.cache(environ, lambda *_: lambda _: None)

    assert environ == before


def test_it_answers_no_personal_request_from_what_it_keeps_even_stale(house: House) -> None:
    for_all(house)
    for_one(house)
    house.clock.forward(1.5)

    assert house.get(cookie="session=1").body == SECRET


def test_it_makes_a_page_that_became_private_not_outlive_its_time(house: House) -> None:
    for_all(house)
    house.clock.forward(3)
    for_one(house, cache_control="private, no-store")

    assert house.get().body == SECRET
    assert for_all(house).body == b"for all"


def test_it_compresses_nothing_that_is_private(house: House) -> None:
    for_one(house, cache_control="private")
    house.origin.body = SECRET * 100

    answer = house.get(accept_encoding="gzip")

    assert "Content-Encoding" not in answer.headers
    assert answer.body == SECRET * 100
