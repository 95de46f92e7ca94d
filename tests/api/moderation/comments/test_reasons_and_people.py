"""GET moderation/reasons/ and moderation/people/: what a decision is made with."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.models import Reason, Site
from tests.api.calls import assert_problem
from tests.api.moderation.programs import call, person

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_it_lists_the_reasons_of_a_site(client: Client, key: str, times: Site) -> None:
    Reason.objects.create(site=times, code="shouting", sentence="Do not shout.", rule="Rule 3")
    Site.objects.filter(pk=times.pk).update(reasons_required=True)

    told = call(client, "GET", "reasons/", key, site="times").json()

    assert told["required"] is True
    assert told["results"][-1] == {
        "code": "shouting", "sentence": "Do not shout.", "note": "", "ground": "guidelines", "rule": "Rule 3",
    }  # fmt: skip
    assert_problem(call(client, "GET", "reasons/", key), 400, "invalid", "/site")


def test_it_names_the_people_who_moderate_where_the_key_reaches(client: Client, anna: User, key: str) -> None:
    person("stranger", Site.objects.get(slug="post"))
    everywhere, gone = person("everywhere", None), person("gone", anna.comment_memberships.get().site)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    def told(**query: Any) -> list[dict[str, str]]:
        people: list[dict[str, str]] = call(client, "GET", "people/", key, **query).json()["results"]
        return people

    named = [{"id": str(one.pk), "name": one.username} for one in (anna, everywhere, gone)]
    assert (told(), told(site="times")) == (named, named[:2])
