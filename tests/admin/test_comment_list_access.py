"""Who may see and use the list of comments, and what it survives."""

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from comments.admin import CommentAdmin
from comments.models import Comment, Finding, Site
from comments.statuses import Status
from tests.admin.desk import LIST, page_of
from tests.support import factories
from tests.support.pages import parse


def status_of(comment: Comment) -> str:
    return factories.fresh(comment).status


def test_it_is_for_staff(client: Client, times: Site) -> None:
    comment = factories.screened()

    for address in (LIST, page_of(comment), f"{LIST}{comment.pk}/decide/"):
        response = client.get(address)

        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_it_is_for_staff_that_may_see_comments(colleague: Client) -> None:
    comment = factories.screened()

    for address in (LIST, page_of(comment), f"{LIST}{comment.pk}/history/"):
        assert colleague.get(address).status_code == 403
    assert colleague.post(LIST, {"action": "approve"}).status_code == 403


def test_it_lets_an_onlooker_look(onlooker: Client) -> None:
    comment = factories.screened()

    page = parse(onlooker.get(LIST))

    assert page.one(class_="field-state").text == "Pending"
    assert not page.all("select", name="action")
    assert not parse(onlooker.get(page_of(comment))).all("form", id="decide-form")


def test_it_lets_an_onlooker_change_nothing(onlooker: Client) -> None:
    comment = factories.screened()
    csrf = parse(onlooker.get(LIST)).all("input", name="csrfmiddlewaretoken")[0]["value"]
    version = {f"version_{comment.pk}": "1", "csrfmiddlewaretoken": csrf}

    onlooker.post(LIST, {"action": "approve", "index": "0", "_selected_action": str(comment.pk), **version})
    decided = onlooker.post(f"{LIST}{comment.pk}/decide/", {"action": "approve", **version})
    changed = onlooker.post(page_of(comment), {"status": "approved", **version})

    assert (decided.status_code, changed.status_code) == (403, 403)
    assert status_of(comment) == Status.PENDING
    assert comment.decisions.count() == 2


def test_it_survives_any_question(moderator: Client) -> None:
    factories.screened()
    queries = [
        "q=%00", "q=%25", "q=' or 1=1 --", "q=" + "x" * 5000, "status__exact=%00", "status__exact=nonsense",
        "email__startswith=a", "site__slug__startswith=t", "commenter__email=a", "_to_field=password", "o=99.-99.x",
        "o=9" + "9" * 30, "p=abc", "p=-1", "p=" + "9" * 30, "all=", "_popup=1", "e=1", "site__id__exact=abc",
        "site__id__exact=" + "9" * 30, "created_at__gte=x", "objection=%00", "_facets=True",
        "decisions__by__password__startswith=a",
    ]  # fmt: skip

    # A database that refuses one refuses all after it, until it may go back.
    for query in queries:
        with transaction.atomic():
            assert moderator.get(f"{LIST}?{query}").status_code < 500, query


def copied(comment: Comment, number: int) -> Comment:
    comment = factories.fresh(comment)
    comment.pk, comment.number, comment.path = None, number, f"{number:07d}"
    return comment


def test_it_reads_the_list_in_as_many_queries_however_long(
    moderator: Client, django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CommentAdmin, "list_per_page", 20)
    first = factories.screened()
    others = Comment.objects.bulk_create(copied(first, number) for number in range(2, 31))
    said_of = list(first.findings.values("check_name", "text_version", "verdict", "reason", "created_at"))
    Finding.objects.bulk_create(Finding(comment=comment, **finding) for comment in others for finding in said_of)

    with django_assert_max_num_queries(12):
        response = moderator.get(LIST)

    assert Comment.objects.filter(status=Status.PENDING).count() == 30
    assert len(parse(response).all("input", class_="action-select")) == 20
    assert len(parse(response).all(class_="reason")) == 20


def test_it_is_never_kept_nor_framed(moderator: Client) -> None:
    response = moderator.get(LIST)

    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
