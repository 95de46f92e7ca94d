"""The cache as the web server meets it: before Django, with the database behind."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments import caching, signed_tokens
from comments.models import Comment, Commenter, Site
from comments.moderation import decisions
from comments.web.page_request import cookie_name, reader_cookie
from project import wsgi
from project.shared_cache.application import SharedCache
from tests.project.shared_cache.origin import Answer
from tests.support import accounts, factories
from tests.support.cached_service import CachedService, connections_kept

PAGE = "/threads/times/"
LIST = "/api/v1/comments/"
IN_PAGE, IN_LIST = "key=bridge", "site=times&thread=bridge"
PUBLISHED_WITHIN = 3.0


class Service(CachedService):
    def get(self, path: str = PAGE, query: str = IN_PAGE, **more: str) -> Answer:
        return super().get(path, query, **more)

    def keeps(self, path: str = PAGE, query: str = IN_PAGE, **more: str) -> bool:
        """Whether the second who asks gets a copy, which has an age."""
        self.get(path, query, **more)
        self.clock.forward(0.1)
        return "Age" in self.get(path, query, **more).headers


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    factories.published(text="For everybody")
    with connections_kept():
        yield Service()


@pytest.fixture
def waiting(service: Service) -> Comment:
    return factories.waiting(text="Still waiting")


def approve(comment: Comment) -> None:
    decisions.approve(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)


@pytest.mark.parametrize(("path", "query"), [(PAGE, IN_PAGE), (LIST, IN_LIST), ("/api/v1/sites/times/", "")])
def test_it_answers_public_pages_without_django(
    service: Service, path: str, query: str, django_assert_num_queries: Any
) -> None:
    first = service.get(path, query)
    with django_assert_num_queries(0):
        second = service.get(path, query)
        copy = service.get(path, query, if_none_match=first.headers["ETag"])

    assert (first.code, second.body) == (200, first.body)
    assert (copy.code, copy.headers["Cache-Control"]) == (304, caching.PUBLIC_CACHE)


@pytest.mark.parametrize(("path", "query"), [(PAGE, IN_PAGE), (LIST, IN_LIST)])
def test_it_shows_a_decision_within_three_seconds(service: Service, waiting: Comment, path: str, query: str) -> None:
    assert b"Still waiting" not in service.get(path, query).body
    approve(waiting)
    service.clock.forward(0.9)
    assert b"Still waiting" not in service.get(path, query).body

    service.clock.forward(PUBLISHED_WITHIN - 0.9)

    assert b"Still waiting" in service.get(path, query).body


def test_it_takes_away_within_three_seconds_what_was_taken_back(service: Service) -> None:
    comment = Comment.objects.get()
    assert b"For everybody" in service.get().body
    decisions.reject(comment.pk, by=factories.moderator(), version=comment.version)

    service.clock.forward(PUBLISHED_WITHIN)

    assert b"For everybody" not in service.get().body


def test_it_shows_the_waiting_page_to_its_author_alone(service: Service, waiting: Comment) -> None:
    query = f"{IN_PAGE}&waiting={signed_tokens.waiting_token(waiting.pk)}"

    for _ in range(2):
        own = service.get(PAGE, query)
        assert b"Still waiting" in own.body
        assert own.headers["Cache-Control"] == caching.PRIVATE_CACHE
    assert not service.keeps(PAGE, query)
    assert b"Still waiting" not in service.get().body


def test_it_lets_a_remembered_browser_past(service: Service) -> None:
    site = Site.objects.get(slug="times")
    known = Commenter.objects.create(site=site, name="Zoë", email="zoe@example.org", created_at=factories.NOON)
    cookie = f"{cookie_name(site.slug)}={signed_tokens.commenter_token(known.pk)}"
    service.get()

    own = service.get(cookie=f"_ga=1; {cookie}")

    assert b"zoe@example.org" in own.body
    assert b"zoe@example.org" not in service.get().body
    assert not service.keeps(cookie=cookie)


def test_it_lets_readers_with_an_account_past(service: Service) -> None:
    token, _identity = accounts.signed_in()
    fragment = f"{PAGE}fragment/"
    by_cookie, by_header = {"HTTP_COOKIE": f"{reader_cookie('times')}={token}"}, {"HTTP_COMMENTS_IDENTITY": token}

    assert service.keeps() and service.keeps(fragment)
    assert b"Signed in as" in service.get(**by_cookie).body
    assert b"Signed in as" in service.get(fragment, **by_header).body
    assert not service.keeps(**by_cookie) and not service.keeps(fragment, **by_header)
    assert b"Signed in as" not in service.get().body + service.get(fragment).body


def test_it_keeps_the_page_of_who_has_other_cookies(service: Service) -> None:
    assert service.keeps(cookie="_ga=GA1.2.3; theme=dark")


def test_it_lets_staff_past(service: Service, settings: Any) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("boss"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    assert service.get("/admin/", "", cookie=cookie).code == 200
    assert service.get("/admin/", "").code == 302
    assert not service.keeps("/admin/", "", cookie=cookie)
    assert not service.keeps(cookie=f"{settings.CSRF_COOKIE_NAME}=x")


def test_it_lets_an_author_with_a_token_past(service: Service, waiting: Comment) -> None:
    path = f"{LIST}{waiting.pk}/"
    own = service.get(path, "", authorization=f"Bearer {signed_tokens.author_token(waiting.pk, waiting.token_version)}")

    assert json.loads(own.body)["id"] == waiting.pk
    assert service.get(path, "").code == 404


@pytest.mark.parametrize(
    ("path", "query"),
    [("/healthz", ""), ("/readyz", ""), ("/admin/login/", ""), (LIST, "site=none&thread=x"), (PAGE, ""), ("/none", "")],
)
def test_it_keeps_no_private_page_and_no_refusal(service: Service, path: str, query: str) -> None:
    assert not service.keeps(path, query)


def test_it_keeps_nothing_of_a_host_that_is_not_ours(service: Service) -> None:
    assert service.get(host="evil.example").code == 400
    assert service.get().code == 200
    assert service.get(host="evil.example").code == 400


def test_it_asks_once_for_each_address_that_a_proxy_or_a_stranger_calls_secure(service: Service) -> None:
    service.get(x_forwarded_proto="https")

    assert "Age" not in service.get().headers


def test_it_keeps_nothing_where_it_is_switched_off() -> None:
    assert wsgi.cached(wsgi.django_application, megabytes=0) is wsgi.django_application


def test_it_stands_before_all_that_works_with_the_size_that_is_set() -> None:
    assert isinstance(wsgi.kept, SharedCache)
