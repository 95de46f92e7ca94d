"""What a host has forgotten is told to its programmer, before a visitor loses a comment by it."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateSyntaxError, engines
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from comments.web.host_page import comment_page, takes_comments
from tests.support import factories

pytestmark = [pytest.mark.once, pytest.mark.django_db]

TAGS = ("comments", "comment_counts", "comment_count", "comment_anchor")


def forgotten(request: HttpRequest) -> HttpResponse:
    return comment_page(request, factories.subject(), "comments/thread_page.html", {"subject": factories.subject()})


class Forgotten(TemplateView):
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return forgotten(request)


@method_decorator(takes_comments, name="dispatch")
class Decorated(Forgotten):
    pass


@takes_comments
def without_page(request: HttpRequest) -> HttpResponse:
    return render(request, "comments/thread_page.html", {"subject": factories.subject()})


@takes_comments
def of_another(request: HttpRequest) -> HttpResponse:
    context = {"subject": factories.subject(key="another")}
    return comment_page(request, factories.subject(), "comments/thread_page.html", context)


urlpatterns = [
    path("function/", forgotten),
    path("class/", Forgotten.as_view()),
    path("decorated/", Decorated.as_view()),
    path("without/", without_page),
    path("another/", of_another),
    path("", include("project.urls")),
]


@pytest.fixture(autouse=True)
def pages_of_a_host(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    factories.site()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/function/", "decorate forgotten with @takes_comments"),
        ("/class/", r"decorate Forgotten with @method_decorator\(takes_comments, name="),
    ],
)
def test_it_names_a_view_that_would_refuse_every_form(client: Client, address: str, told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=told):
        client.get(address)


def test_it_takes_a_class_that_is_decorated(client: Client) -> None:
    assert client.get("/decorated/").status_code == 200


@pytest.mark.parametrize("address", ["/without/", "/another/"])
def test_it_shows_no_form_that_nobody_would_take(client: Client, address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="answer with comment_page, and give it this Subject"):
        client.get(address)


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("name", ["artikle", "article.parent"])
def test_it_names_what_a_template_has_misspelt(tag: str, name: str) -> None:
    template = engines["django"].from_string(f"{{% load leave_a_reply %}}{{% {tag} for {name} %}}")

    with pytest.raises(TemplateSyntaxError, match=f"“{name}” is not in the context"):
        template.render({"article": factories.subject()}, RequestFactory().get("/"))
