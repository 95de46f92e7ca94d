"""With ATOMIC_REQUESTS on, what is posted is kept or refused in a transaction of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from comments.models import Comment
from comments.web.host_page import comment_page
from project.newsroom.models import Article
from tests.support import factories
from tests.support.responses import Response
from tests.web.browsing import ARTICLE, sent

pytestmark = pytest.mark.both

THREADS = 12
Post = Callable[[int], Response]


@csrf_exempt
def forgotten(request: HttpRequest) -> HttpResponse:
    return comment_page(request, factories.subject(), "newsroom/article.html")


urlpatterns = [path("forgotten/", forgotten), path("", include("project.urls"))]


@pytest.fixture(autouse=True)
def atomic(monkeypatch: Any) -> None:
    """As most projects are: SQLite begins a transaction by reading."""
    options = {name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "transaction_mode"}
    for settings in (connections.settings["default"], connection.settings_dict):
        monkeypatch.setitem(settings, "ATOMIC_REQUESTS", True)
        monkeypatch.setitem(settings, "OPTIONS", options)


@pytest.fixture
def in_threads() -> Callable[[Post], list[int]]:
    def run(post: Post) -> list[int]:
        answers: list[int] = []

        def one(number: int) -> None:
            answers.append(post(number).status_code)
            connection.close()

        threads = [threading.Thread(target=one, args=[number]) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    return run


@pytest.mark.django_db(transaction=True)
def test_it_takes_every_form_that_is_sent_at_once(article: Article, in_threads: Callable[[Post], list[int]]) -> None:
    assert in_threads(lambda number: sent(Client(), ARTICLE)) == [303] * THREADS
    assert Comment.objects.count() == THREADS


@pytest.mark.django_db(transaction=True)
def test_it_takes_every_request_that_is_sent_at_once(article: Article, in_threads: Callable[[Post], list[int]]) -> None:
    Client().get(ARTICLE)
    sent(Client(), ARTICLE)
    fields = {"site": "newsroom", "thread": "bridge", "name": "Ada", "text": "A thought."}

    def post(number: int) -> Response:
        body = {**fields, "email": f"reader{number}@example.org", "text": f"A thought, the {number}th."}
        return Client().post("/api/v1/comments/", body, content_type="application/json")

    assert in_threads(post) == [201] * THREADS


@pytest.mark.django_db
def test_it_refuses_a_view_that_forgot_to_be_decorated(settings: Any, client: Client) -> None:
    settings.ROOT_URLCONF = __name__
    factories.site()

    with pytest.raises(ImproperlyConfigured, match="decorate forgotten with @takes_comments"):
        client.get("/forgotten/")
