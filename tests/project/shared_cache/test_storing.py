"""What is kept, for which question, and what a change makes void."""

from collections.abc import Callable

import pytest

from tests.project.shared_cache.origin import PUBLIC, House

pytestmark = pytest.mark.once


def test_it_answers_a_second_time_without_the_application(house: House) -> None:
    first, second = house.get("/page/"), house.get("/page/")

    assert (first.code, first.body) == (second.code, second.body) == (200, b"answer 1")
    assert second.headers["Content-Type"] == "text/plain"
    assert second.headers["Content-Length"] == "8"
    assert house.times_asked == 1


@pytest.mark.parametrize(
    "cache_control",
    [
        "public, max-age=60",
        "PUBLIC,Max-Age=60",
        'public, max-age="60"',
        "max-age=60 , public",
        ",, public ,, max-age=60,",
        "s-maxage=60",
        "max-age=0, s-maxage=60",
        "public, max-age=60, max-age=60",
        'public, max-age=60, extension="private, no-store"',
        "public, max-age=99999999999999999999",
    ],
)
def test_it_keeps_what_says_for_how_long(house: House, cache_control: str) -> None:
    house.origin.says(cache_control)

    assert house.keeps()


@pytest.mark.parametrize(
    "cache_control",
    [
        None,
        "",
        "public",
        "max-age=60",
        "public, max-age=0",
        "public, max-age=60, s-maxage=0",
        "public, max-age=-60",
        "public, max-age=1.5",
        "public, max-age=6O",
        "public, max-age=٦٠",
        "public, max-age",
        "public, max-age=",
        "public, max-age = 60",
        "public; max-age=60",
        "public, max-age=60, max-age=61",
        'public, max-age="60',
        'public, max-age=60"',
        "public max-age=60",
        "public, max-age=60, \x00",
        "public, max-age=60, private",
        "public, max-age=60, PRIVATE",
        'public, max-age=60, private="x-name"',
        "public, max-age=60, no-store",
        "public, max-age=60, no-cache",
        'public, max-age=60, no-cache="set-cookie"',
        "s-maxage=60, private",
    ],
)
def test_it_keeps_nothing_else(house: House, cache_control: str | None) -> None:
    house.origin.says(cache_control)

    assert not house.keeps()


def test_it_reads_a_header_that_comes_in_several_lines(house: House) -> None:
    house.origin.says("public, max-age=60", ("cache-control", "private"))

    for _ in range(2):
        list(
            house.cache({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "a", "wsgi.url_scheme": "http"}, start)
        )

    assert house.times_asked == 2


def start(*_said: object) -> Callable[[bytes], object]:
    return lambda _piece: None


@pytest.mark.parametrize("status", ["200 OK", "203 X", "301 Moved", "308 Moved", "404 Not Found", "410 Gone"])
def test_it_keeps_these_statuses(house: House, status: str) -> None:
    house.origin.status = status

    assert house.keeps()
    assert house.get().status == status


@pytest.mark.parametrize("code", [204, 206, 302, 303, 304, 307, 400, 401, 403, 405, 406, 409, 429, 500, 501, 503, 600])
def test_it_keeps_no_other_status(house: House, code: int) -> None:
    house.origin.status = f"{code} X"

    assert not house.keeps()


def test_it_tells_hosts_schemes_paths_and_queries_apart(house: House) -> None:
    questions: list[dict[str, str]] = [
        {"path": "/a"},
        {"path": "/a/"},
        {"path": "//a"},
        {"path": "/A"},
        {"path": "/%61"},
        {"path": "/./a"},
        {"path": "/a", "query": "b=1"},
        {"path": "/a", "query": "b=1&"},
        {"path": "/a", "query": "B=1"},
        {"path": "/a", "query": "%62=1"},
        {"path": "/a?b=1"},
        {"path": "/a", "host": "other.example"},
        {"path": "/a", "host": "other.example:80"},
        {"path": "/a", "host": "OTHER.example"},
        {"path": "/a", "x_forwarded_proto": "https"},
        {"path": "/a", "x_forwarded_proto": "http"},
        {"path": "/a", "SCRIPT_NAME": "/below"},
        {"path": "/a", "HTTPS": "on"},
        {"path": "/a", "host": "x\r\nHost: other.example"},
    ]
    answers = [house.get(**question) for question in questions]

    assert len({answer.body for answer in answers}) == len(questions)
    assert [house.get(**question).body for question in questions] == [answer.body for answer in answers]


def test_it_takes_an_empty_query_for_none(house: House) -> None:
    assert house.get("/a", "").body == house.get("/a").body


def test_it_tells_apart_who_says_that_the_visitor_came_by_https() -> None:
    house = House(is_believed=lambda peer: peer == "10.0.0.1")
    proxy = house.get(x_forwarded_proto="https", REMOTE_ADDR="10.0.0.1")
    stranger = house.get(x_forwarded_proto="https", REMOTE_ADDR="192.0.2.7")

    assert proxy.body != stranger.body


def test_it_keeps_a_variant_for_each_value_of_what_vary_names(house: House) -> None:
    house.origin.says(PUBLIC, ("Vary", "Accept-Language, ORIGIN"))
    asked = [{}, {"accept_language": "de"}, {"accept_language": "en"}, {"accept_language": "de", "origin": "https://a"}]

    bodies = [house.get(**more).body for more in asked]

    assert len(set(bodies)) == 4
    assert [house.get(**more).body for more in asked] == bodies


def test_it_forgets_variants_when_vary_names_other_headers(house: House) -> None:
    house.origin.says(PUBLIC, ("Vary", "Accept-Language"))
    german = house.get(accept_language="de")
    house.origin.says(PUBLIC, ("Vary", "Origin"))
    house.get(accept_language="en")

    assert house.get(accept_language="de", origin="https://a").body != german.body


@pytest.mark.parametrize(
    "value", ["max-age=0", "no-cache", "no-store", "max-age=0, no-cache, no-store, must-revalidate"]
)
def test_it_lets_nobody_who_asks_for_fresher_answers_tire_the_application(house: House, value: str) -> None:
    house.get()

    assert house.get(cache_control=value, pragma="no-cache").body == b"answer 1"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PURGE"])
def test_it_forgets_an_address_at_which_something_changed(house: House, method: str) -> None:
    house.get("/a")
    house.get("/b")
    changed = house.get("/a", method=method)

    assert changed.body == b"answer 3"
    assert house.get("/a").body == b"answer 4"
    assert house.get("/b").body == b"answer 2"


def test_it_forgets_all_variants_of_an_address_at_which_something_changed(house: House) -> None:
    house.origin.says(PUBLIC, ("Vary", "Origin"))
    house.get(origin="https://a")
    house.get(method="POST")

    assert house.get(origin="https://a").body == b"answer 3"


def test_it_forgets_nothing_when_a_change_was_refused(house: House) -> None:
    house.get()
    house.origin.status = "403 Forbidden"
    house.get(method="POST")

    assert house.get().body == b"answer 1"


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE"])
def test_it_passes_on_what_changes_nothing(house: House, method: str) -> None:
    house.get()

    assert house.get(method=method).body == b"answer 2"
    assert house.get().body == b"answer 1"


@pytest.mark.parametrize("method", ["get", "Get", "head"])
def test_it_reads_methods_as_the_application_does(house: House, method: str) -> None:
    house.get()

    answer = house.get(method=method)

    assert answer.body in (b"answer 1", b"")
    assert house.times_asked == 1
