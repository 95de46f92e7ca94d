"""How many statements a post takes, by whichever road it comes: what a second one costs is what thousands cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments import conf, signed_tokens
from comments.mail.readers import link
from comments.models import Comment, Pace, Site, Subscriber, Thread
from tests.api import calls
from tests.support import factories
from tests.web import browsing

pytestmark = pytest.mark.django_db

Counted = Callable[[int], AbstractContextManager[Any]]

# The site, the transaction's begin and end, the thread, both flood limits, the author's earlier words with bans, the
# thread's number, the comment and its first decision.
ORDINARY = 9


@pytest.fixture(autouse=True)
def site(db: None) -> Site:
    return factories.site()


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def test_it_takes_a_comment_in_nine_statements(client: Client, django_assert_num_queries: Counted) -> None:
    calls.post(client)

    with django_assert_num_queries(ORDINARY):
        response = calls.post(client)

    assert response.status_code == 201


@pytest.mark.parametrize("is_known", [False, True])
def test_it_takes_no_more_for_an_author_who_wants_mail_whether_known_or_not(
    client: Client, django_assert_num_queries: Counted, is_known: bool
) -> None:
    Site.objects.update(reply_notices=True, decision_notices=True)
    asked = {"email": "ada@example.org", "notify_replies": True, "notify_decision": True}
    first = calls.post(client, **asked if is_known else {})
    if is_known:
        pk = first.json()["id"]
        link.press(signed_tokens.mail_token(link.PURPOSE, f"comment:{pk}", pk))
        assert Subscriber.objects.exists()
    Pace.objects.all().delete()

    with django_assert_num_queries(ORDINARY):
        response = calls.post(client, **asked)

    assert (response.status_code, response.json()["status"]) == (201, "pending")
    assert Comment.objects.latest("pk").tells_replies


@pytest.mark.parametrize("origin", [calls.ORIGIN, conf.public_origin()])
def test_it_takes_no_more_from_a_browser(client: Client, django_assert_num_queries: Counted, origin: str) -> None:
    calls.post(client)
    factories.site("herald")

    with django_assert_num_queries(ORDINARY):
        response = calls.post(client, headers={"Origin": origin})

    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (201, origin)


def test_it_takes_two_more_to_begin_a_thread(client: Client, django_assert_num_queries: Counted) -> None:
    with django_assert_num_queries(ORDINARY + 2):
        response = calls.post(client)

    assert response.status_code == 201


def test_it_takes_one_more_to_find_what_is_answered(client: Client, django_assert_num_queries: Counted) -> None:
    parent = factories.published()

    with django_assert_num_queries(ORDINARY + 1):
        response = calls.post(client, parent=parent.pk)

    assert response.status_code == 201


def test_it_takes_two_more_to_remember_a_key(client: Client, django_assert_num_queries: Counted) -> None:
    calls.post(client)

    with django_assert_num_queries(ORDINARY + 2):
        response = calls.post(client, headers={"Idempotency-Key": "6f1a-first"})

    assert response.status_code == 201


def test_it_asks_for_no_limit_that_is_switched_off(client: Client, django_assert_num_queries: Counted) -> None:
    Site.objects.update(flood_seconds=0, burst_per_minute=0)
    calls.post(client)

    with django_assert_num_queries(ORDINARY - 1):
        calls.post(client)


def posted_form(client: Client, **fields: str) -> Any:
    """To the page of a thread; what no script adds is left out."""
    address, token = "/threads/times/?key=bridge", browsing.form_token(site="times")
    return browsing.submit(client, address, {**browsing.typed(**fields), "form_token": token})


def test_it_takes_no_more_from_the_form_which_reads_the_thread_for_its_site(
    client: Client, django_assert_num_queries: Counted
) -> None:
    factories.waiting(now=timezone.now())

    with django_assert_num_queries(ORDINARY):
        response = posted_form(client)

    assert response.status_code == 303


def test_it_takes_one_more_to_remember_a_browser(client: Client, django_assert_num_queries: Counted) -> None:
    factories.waiting(now=timezone.now())

    with django_assert_num_queries(ORDINARY + 1):
        response = posted_form(client, **{"wp-comment-cookies-consent": "yes"})

    assert response.status_code == 303
    assert Comment.objects.filter(commenter__name="Ada").exists()


def test_it_takes_no_number_for_what_it_does_not_keep(client: Client) -> None:
    fields = calls.submission()
    for sent in (fields, fields, {**fields, "text": "Too fast."}):
        calls.send(client, sent)

    assert Comment.objects.count() == Thread.objects.get().last_number == 1
