"""HeaderLimits that would take long to read."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from project.headers import LIMITS, LONGEST, MOST_ESCAPES, HeaderLimits
from tests.project.shared_cache.origin import ask

pytestmark = pytest.mark.once

# What Django and Django REST framework take apart, and what they only carry along.
NAMES = [*LIMITS, "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_AUTHORIZATION", "HTTP_FORWARDED", "HTTP_IF_NONE_MATCH"]
NAMES += [
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_ORIGIN",
    "HTTP_RANGE",
    "HTTP_REFERER",
    "HTTP_X_ANYTHING",
    "HTTP_X_FORWARDED_FOR",
]
# Quotes, parameters, lists, escapes: whatever makes a parser look back.
SHAPES = ['x/y;a="{}', "x/y{}", '"{}"', "a={}", "{}"]
FILLINGS = [";", ",", "\\", '"', "a", " ", "=", "(", "%", "\\012"]


class Origin:
    """Notes how many characters of headers ever reach it."""

    def __init__(self) -> None:
        self.most = 0

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.most = max(self.most, *(len(environ.get(name, "")) for name in NAMES))
        start("200 OK", [])
        return []


@pytest.mark.parametrize("name", NAMES)
def test_it_hands_on_no_more_of_a_header_than_it_is_worth_however_long_it_is(name: str) -> None:
    limit, origin = LIMITS.get(name, LONGEST), Origin()
    for times in (1, 2, 50):
        for shape in SHAPES:
            for filling in FILLINGS:
                value = shape.format(filling * (limit * times // len(filling) + 1))
                assert ask(HeaderLimits(origin), **{name: value}).code == 431, (shape, filling, times)
    assert origin.most == 0


def test_it_hands_on_what_browsers_send() -> None:
    headers = {
        "CONTENT_TYPE": "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
        "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        "HTTP_HOST": f"{'a' * 253}:65535",
        "HTTP_COOKIE": 'theme="dark\\054wide"; ' + "_ga=GA1.2.3; " * 300,
    }
    assert ask(HeaderLimits(Origin()), **headers).code == 200


@pytest.mark.parametrize("escape", ["\\", "\\a", "\\012", '\\"'])
def test_it_refuses_cookies_of_many_escapes(escape: str) -> None:
    assert ask(HeaderLimits(Origin()), cookie=f'a="{escape * MOST_ESCAPES}"').code == 200
    assert ask(HeaderLimits(Origin()), cookie=f'a="{escape * (MOST_ESCAPES + 1)}"').code == 431


def test_it_has_browsers_believe_the_type_of_a_refusal() -> None:
    refusal = ask(HeaderLimits(Origin()), cookie='a="' + r"\012" * (MOST_ESCAPES + 1))

    assert refusal.code == 431
    assert refusal.headers["X-Content-Type-Options"] == "nosniff"
