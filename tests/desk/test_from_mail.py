"""Links in mails to moderators: a page that changes nothing, and a button that decides once."""

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.db import connection
from django.test import Client

from comments.models import Action, Comment, Decision, Site
from comments.moderation import decisions, from_mail
from comments.statuses import Status
from tests.desk.conftest import signed_in
from tests.desk.mailed_links import buttons, link_to, look, press, stranger, token_of
from tests.support import factories
from tests.support.factories import fresh
from tests.support.pages import form_values, parse
from tests.support.responses import Response

pytestmark = pytest.mark.django_db


def everything() -> str:
    """Every row of every table of ours, and of sessions."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(("comments_", "django_se"))]
    with connection.cursor() as cursor:
        rows = []
        for table in sorted(tables):
            cursor.execute(f"select * from {table}")
            rows.append((table, cursor.fetchall()))
    return repr(rows)


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_it_changes_nothing_until_the_button_is_pressed(otto: User, method: str) -> None:
    comment = factories.screened()
    links = [link_to(comment, otto, action) for action in from_mail.ACTIONS]
    before = everything()

    for link in links:
        for client in (stranger(), Client()):
            answer = getattr(client, method)(link)
            assert answer.status_code in ((200,) if method in ("get", "head") else (403, 405))

    assert everything() == before


def test_it_shows_the_comment_as_it_is_now_and_one_button(otto: User) -> None:
    comment = factories.screened(name="Ada", text="<b>Look</b> & see", email="ada@secret.example")

    answer = stranger().get(link_to(comment, otto, Action.SPAM))

    page = parse(answer)
    assert buttons(page) == ["Spam"]
    assert page.one("h1").text == "Mark this comment as spam?"
    assert page.one("div", class_="card-text").text.strip() == "<b>Look</b> & see"
    assert "Ada" in page.text
    assert "secret.example" not in answer.content.decode()
    assert (answer["Cache-Control"], answer["Referrer-Policy"], answer["X-Robots-Tag"]) == (
        "max-age=0, no-cache, no-store, must-revalidate, private", "same-origin", "noindex, nofollow",
    )  # fmt: skip


@pytest.mark.parametrize("action", from_mail.ACTIONS)
def test_it_decides_like_the_desk_row_for_row(otto: User, action: Action) -> None:
    here, there = factories.screened(text="One."), factories.screened(text="Two.")

    assert press(stranger(), link_to(here, otto, action)).status_code == 302
    page = parse(signed_in(otto).get(f"/admin/desk/comment/{there.pk}/"))
    values = form_values(page, "decide-form")
    assert signed_in_post(otto, values, action).status_code == 302

    assert written(here) == written(there)


def signed_in_post(user: User, values: dict[str, str], action: Action) -> Response:
    client = signed_in(user)
    token = parse(client.get("/admin/desk/")).all("input", name="csrfmiddlewaretoken")[0]["value"]
    return client.post("/admin/desk/decide/", {**values, "csrfmiddlewaretoken": token, "action": action.value})


def written(comment: Comment) -> list[dict[str, object]]:
    """The comment and its decisions, without what tells one comment from another, and times."""
    own = {"text", "text_digest", "email", "email_canonical", "number", "path", "comment", "html"}
    rows = serializers.serialize("python", [fresh(comment), *Decision.objects.filter(comment=comment)])
    whole = [{name: value for name, value in row["fields"].items() if name not in own} for row in rows]
    return [{name: (value is None if name.endswith("_at") else value) for name, value in row.items()} for row in whole]


def test_it_says_afterwards_who_decided_and_works_once(otto: User) -> None:
    comment, client = factories.screened(), stranger()
    link = link_to(comment, otto)
    press(client, link)

    page = look(client, link)
    assert buttons(page) == []
    assert "Otto approved it" in page.text

    decisions.review_again(comment.pk, by=factories.moderator(), version=fresh(comment).version)
    assert client.post(link, {"version": fresh(comment).version, **token_of(client, link)}).status_code == 200
    assert fresh(comment).status == Status.PENDING


def test_it_says_by_whom_what_was_decided_meanwhile(otto: User) -> None:
    comment = factories.screened()
    link, client = link_to(comment, otto, Action.REJECT), stranger()
    values = form_values(look(client, link), "from-mail")
    decisions.approve(comment.pk, by=factories.moderator("anna"), version=fresh(comment).version)

    answer = client.post(link, values)

    page = parse(answer)
    assert "anna approved it" in page.text
    assert buttons(page) == []
    assert fresh(comment).status == Status.APPROVED


@pytest.mark.parametrize("when", ["before", "while it is open"])
def test_it_shows_a_newer_text_and_asks_again(otto: User, when: str) -> None:
    comment = factories.screened(text="First.")
    link, client = link_to(comment, otto), stranger()
    values = form_values(look(client, link), "from-mail")
    Comment.objects.filter(pk=comment.pk).update(text="Second.", version=7, text_version=2)

    page = look(client, link) if when == "before" else parse(client.post(link, values))

    assert fresh(comment).status == Status.PENDING
    assert page.one("div", class_="card-text").text.strip() == "Second."
    assert "changed" in page.one("p", class_="errornote").text
    assert buttons(page) == ["Approve"]
    client.post(link, form_values(page, "from-mail"))
    assert fresh(comment).status == Status.APPROVED


def test_it_asks_for_a_reason_where_the_site_must_give_one(otto: User) -> None:
    Site.objects.update(reasons_required=True)
    comment, client = factories.screened(), stranger()
    link = link_to(comment, otto, Action.REJECT)
    select = look(client, link).one("select", name="code")

    without = press(client, link)
    assert without.status_code == 400
    assert parse(without).one("p", class_="errornote").text
    assert fresh(comment).status == Status.PENDING

    code = select.all("option")[1]["value"]
    press(client, link, code=code)
    assert (fresh(comment).status, factories.last_decision(comment).code) == (Status.REJECTED, code)
    assert factories.last_decision(comment).told


def test_it_is_decided_once_by_two_who_press_at_once(otto: User) -> None:
    """Each has the page open; the second is told."""
    comment = factories.screened()
    pages = [
        (client, link_to(comment, otto, action))
        for client, action in zip((stranger(), stranger()), from_mail.ACTIONS[:2], strict=True)
    ]
    forms = [form_values(look(*page), "from-mail") for page in pages]

    answers = [client.post(link, form) for (client, link), form in zip(pages, forms, strict=True)]

    assert [answer.status_code for answer in answers] == [302, 200]
    assert Decision.objects.filter(comment=comment, by__isnull=False).count() == 1
