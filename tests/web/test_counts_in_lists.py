"""The counts of a list of pages, by tags."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from comments.errors import UnknownSite
from comments.models import Gate, Site
from tests.support import factories

pytestmark = pytest.mark.django_db

LIST = """{% load leave_a_reply %}{% comment_counts for subjects %}{% for subject in subjects %}
<a href="#{% comment_anchor for subject %}">{% comment_count for subject %}</a>{% endfor %}"""


def listed(*subjects: Any) -> list[str]:
    context = Context({"request": RequestFactory().get("/"), "subjects": subjects})
    return Template(LIST).render(context).split("\n")[1:]


def test_it_says_how_many_each_has() -> None:
    factories.published(on=factories.subject(key="one"))
    factories.crowd(2, on=factories.subject(key="two"))

    assert listed(*(factories.subject(key=key) for key in ("none", "one", "two"))) == [
        '<a href="#respond">Click to comment</a>',
        '<a href="#comments">1 Comment</a>',
        '<a href="#comments">2 Comments</a>',
    ]


def test_it_tells_no_number_where_signed_in_readers_alone_read() -> None:
    subject = factories.subject(key="two")
    factories.crowd(2, on=subject)
    Site.objects.update(reading=Gate.SIGNED_IN)

    assert listed(subject) == ['<a href="#respond">Click to comment</a>']


@pytest.mark.parametrize("number", [1, 50, 100])
def test_it_asks_once_whatever_their_number(django_assert_num_queries: Any, number: int) -> None:
    factories.crowd(1, on=factories.subject(key="page 0"))

    with django_assert_num_queries(1):
        listed(*(factories.subject(key=f"page {place}") for place in range(number)))


def test_it_asks_once_for_each_site(django_assert_num_queries: Any) -> None:
    factories.site("tides")
    factories.published(on=factories.subject(key="one"))

    with django_assert_num_queries(2):
        shown = listed(factories.subject(key="one"), factories.subject("tides", key="one"))

    assert ["1 Comment" in line for line in shown] == [True, False]


def test_it_names_a_site_that_is_missing() -> None:
    with pytest.raises(UnknownSite, match="elsewhere"):
        listed(factories.subject("elsewhere"))


def test_it_asks_nothing_for_an_empty_list(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert listed() == []


def test_it_needs_the_request() -> None:
    with pytest.raises(Exception, match="request"):
        Template(LIST).render(Context({"subjects": [factories.subject()]}))
