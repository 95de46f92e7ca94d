"""Which pages of which origins may read and post: CORS, without credentials."""

import pytest
from django.test import Client

from comments import conf
from comments.models import Comment, RefusedOrigin, Site
from tests.api.calls import API, NEVER_USED, ORIGIN, assert_problem, listed, one, post
from tests.support import factories
from tests.support.responses import Response

# The database takes no part in this.
pytestmark = pytest.mark.once

OURS = conf.public_url()
FOREIGN = [
    "https://evil.example", "null", "", "https://times.example.org.evil.example", "http://times.example.org",
    "https://times.example.org:444", "https://times.example.org/", "https://sub.times.example.org", "*",
    "https://times.example.org https://evil.example", "https://evil.example\thttps://times.example.org", "file://",
    "times.example.org", "https://", "\xff",
]  # fmt: skip


def preflight(client: Client, origin: str | None, path: str = API) -> Response:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,idempotency-key"}
    return client.options(path, headers={**asked, **({} if origin is None else {"Origin": origin})})


def allowed(response: Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.startswith("Access-Control-Allow-")}


@pytest.mark.parametrize("origin", [ORIGIN, "HTTPS://times.example.org", OURS])
def test_it_lets_pages_of_the_site_post_and_read_the_answer(client: Client, times: Site, origin: str) -> None:
    response = post(client, headers={"Origin": origin})

    assert response.status_code == 201
    assert allowed(response) == {"Access-Control-Allow-Origin": origin}
    assert "Origin" in response["Vary"]


def test_it_lets_programs_post_that_are_no_browser(client: Client, times: Site) -> None:
    response = post(client)

    assert response.status_code == 201
    assert allowed(response) == {}


@pytest.mark.parametrize("origin", FOREIGN)
def test_it_takes_nothing_from_other_pages(client: Client, times: Site, origin: str) -> None:
    response = post(client, headers={"Origin": origin})

    assert_problem(response, 403, "origin-refused")
    assert allowed(response) == {}
    assert "Origin" in response["Vary"]
    assert not Comment.objects.exists()


def test_it_takes_nothing_for_one_site_from_pages_of_another(client: Client, times: Site) -> None:
    factories.quiet_site("herald", origins="https://herald.example.org")

    response = post(client, headers={"Origin": "https://herald.example.org"})

    assert_problem(response, 403, "origin-refused")
    assert not Comment.objects.exists()


def test_it_lets_a_listed_page_read_why_it_was_refused(client: Client, db: None) -> None:
    factories.site("times")
    post(client, email="ada@example.org")

    response = post(client, email="ada@example.org", headers={"Origin": ORIGIN})

    assert response.status_code == 429
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert response["Access-Control-Expose-Headers"] == "Retry-After, RateLimit, RateLimit-Policy"


@pytest.mark.parametrize("origin", [ORIGIN, OURS])
def test_it_allows_listed_pages_to_ask(client: Client, times: Site, origin: str) -> None:
    response = preflight(client, origin)

    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == origin
    assert "POST" in response["Access-Control-Allow-Methods"]
    names = response["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"content-type", "idempotency-key", "authorization"} <= set(names)
    assert "Origin" in response["Vary"]


@pytest.mark.parametrize("origin", [*FOREIGN, None])
def test_it_promises_nothing_to_other_pages(client: Client, times: Site, origin: str | None) -> None:
    for path in (API, f"{API}{NEVER_USED}/"):
        response = preflight(client, origin, path)

        assert (response.status_code, response.content) == (204, b"")
        assert allowed(response) == {}


@pytest.mark.parametrize("origin", [ORIGIN, "https://evil.example", "null", None])
def test_it_never_allows_credentials(client: Client, times: Site, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    comment = factories.published()

    answers = [post(client, headers=headers), preflight(client, origin), listed(client, headers=headers)]
    answers += [one(client, comment.pk), client.delete(API, headers=headers), client.get(API, headers=headers)]

    assert not [answer for answer in answers if "Access-Control-Allow-Credentials" in answer]


@pytest.mark.parametrize("origin", FOREIGN)
def test_it_may_be_read_from_everywhere(client: Client, times: Site, origin: str) -> None:
    response = listed(client, headers={"Origin": origin})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in response


def test_it_notes_the_pages_that_it_refused(client: Client, times: Site) -> None:
    factories.quiet_site("herald", origins="https://herald.example.org")

    preflight(client, "https://new.example.org")
    preflight(client, ORIGIN)
    post(client, headers={"Origin": "https://herald.example.org"})
    client.get(API, {"site": "times", "thread": "bridge"}, headers={"Origin": "https://reader.example.org"})

    assert set(RefusedOrigin.objects.values_list("origin", "site")) == {
        ("https://new.example.org", None), ("https://herald.example.org", times.pk)
    }  # fmt: skip
