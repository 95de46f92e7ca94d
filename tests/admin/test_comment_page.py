"""A comment's page in the admin: everything about it, nothing to edit, and the buttons that decide."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Decision
from comments.moderation import decisions
from comments.screening import registry
from comments.statuses import Status
from tests.admin.desk import LIST, page_of, press, said
from tests.support import factories
from tests.support.pages import Element, parse


def buttons(page: Element) -> list[str]:
    return [button["value"] for form in page.all("form", id="decide-form") for button in form.all("button")]


def test_it_tells_a_moderator_everything(moderator: Client) -> None:
    parent = factories.published(name="Bo", text="What do you think?")
    comment = factories.screened(
        parent, name="Ada", email="ada@example.org", url="https://ada.example.org", text="I think <b>so</b>.\n\nYes.",
        address="203.0.113.5", user_agent="Browser/1",
    )  # fmt: skip

    page = parse(moderator.get(page_of(comment)))

    shown = {row["class"]: row.one(class_="readonly") for row in page.all("div", class_="form-row") for row in [row]}
    text = page.raw
    for wanted in ("ada@example.org", "https://ada.example.org", "203.0.113.5", "Browser/1", "Bo: What do you think?"):
        assert wanted in text
    assert shown["form-row field-text_as_typed"].one(class_="as-typed").raw == "I think <b>so</b>.\n\nYes."
    assert shown["form-row field-shown_as"].one("pre").raw == "<p>I think <b>so</b>.</p><p>Yes.</p>"
    findings, trail = page.one("table", class_="checks-said"), page.one(class_="trail").one("table")
    labels = [str(registry.LABELS[name]) for name in registry.CHECKS]
    assert [row.one("th").text for row in findings.one("tbody").all("tr")] == labels
    assert [row.all("td")[1].text for row in trail.one("tbody").all("tr")] == ["Visitor", "Screening"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("make", "possible"),
    [
        (factories.waiting, ["approve", "reject", "spam"]),
        (factories.screened, ["approve", "reject", "spam"]),
        (factories.published, ["reject", "spam", "review", "restore"]),
    ],
)
def test_it_offers_what_is_possible(moderator: Client, make: Any, possible: list[str]) -> None:
    page = parse(moderator.get(page_of(make())))

    assert buttons(page) == possible
    assert page.one("form", id="decide-form")["method"] == "post"
    assert page.all("label", for_="id_reason")


@pytest.mark.once
def test_it_offers_nothing_for_what_is_gone(moderator: Client) -> None:
    comment = factories.published()
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    assert buttons(parse(moderator.get(page_of(comment)))) == []


@pytest.mark.parametrize(("action", "end"), [("approve", "approved"), ("reject", "rejected"), ("spam", "spam")])
def test_it_decides_by_a_button(moderator: Client, action: str, end: str) -> None:
    comment = factories.screened()

    response = press(moderator, comment, action, reason="Because.")

    decision = comment.decisions.latest("id")
    assert (response.status_code, response["Location"]) == (302, page_of(comment))
    assert factories.fresh(comment).status == end
    told = "Because." if action == "reject" else ""
    assert (decision.by, decision.reason, decision.told) == (factories.moderator(), "Because.", told)
    assert [kind for kind, _text in said(moderator)] == ["success"]


def test_it_decides_before_a_comment_was_checked(moderator: Client) -> None:
    comment = factories.waiting(text="Quick.")

    press(moderator, comment, "approve")

    assert (factories.fresh(comment).status, factories.fresh(comment).html) == (Status.APPROVED, "<p>Quick.</p>")


def test_it_undoes_the_last_decision(moderator: Client) -> None:
    comment = factories.screened()
    press(moderator, comment, "spam")

    press(moderator, comment, "restore")

    assert factories.fresh(comment).status == Status.PENDING
    assert factories.fresh(comment).version == 3


def test_it_decides_only_on_the_version_that_was_on_the_screen(moderator: Client) -> None:
    comment = factories.screened()
    decisions.approve(comment.pk, by=factories.moderator("other"), version=1)

    response = press(moderator, comment, "reject", **{f"version_{comment.pk}": "1"})

    assert response.status_code == 302
    assert factories.fresh(comment).status == Status.APPROVED
    assert [kind for kind, _text in said(moderator)] == ["warning"]


@pytest.mark.parametrize("reason", ["x" * 5000, "a\x00b", "<script>alert(1)</script>", "a\r\nb", ""])
def test_it_takes_any_reason(moderator: Client, reason: str) -> None:
    comment = factories.waiting()

    press(moderator, comment, "reject", reason=reason)

    assert factories.fresh(comment).status == Status.REJECTED
    assert len(comment.decisions.latest("id").reason) <= 1000


@pytest.mark.once
def test_it_knows_no_other_decision(moderator: Client) -> None:
    comment = factories.screened()

    for action in ("", "delete", "withdraw", "nonsense"):
        assert press(moderator, comment, action).status_code == 302

    assert factories.fresh(comment).status == Status.PENDING


def test_it_decides_by_post_with_a_token_only(moderator: Client) -> None:
    comment = factories.screened()
    address = f"{LIST}{comment.pk}/decide/"
    values = {"action": "approve", f"version_{comment.pk}": "1"}

    assert moderator.get(address, values)["Location"] == page_of(comment)
    assert moderator.post(address, values).status_code == 403
    assert factories.fresh(comment).status == Status.PENDING


def test_it_knows_no_other_comment(moderator: Client) -> None:
    page = parse(moderator.get(page_of(factories.screened())))
    csrf = page.one("form", id="decide-form").one("input", name="csrfmiddlewaretoken")["value"]

    for comment_id in ("0", "999999", "9" * 30):
        response = moderator.post(f"{LIST}{comment_id}/decide/", {"action": "approve", "csrfmiddlewaretoken": csrf})
        assert response.status_code == 404, comment_id


@pytest.mark.once
def test_it_has_nothing_to_edit(moderator: Client) -> None:
    comment = factories.screened()
    page = parse(moderator.get(page_of(comment)))

    form = page.one("form", id="comment_form")

    assert [
        field["name"] for field in form.walk() if "name" in field and field.tag in ("input", "select", "textarea")
    ] == ["csrfmiddlewaretoken"]
    assert not page.all("input", name="_save")
    assert moderator.get(f"{LIST}add/").status_code == 403
    assert moderator.get(f"{LIST}{comment.pk}/delete/").status_code == 403


def test_it_saves_nothing_that_is_sent_to_the_page(moderator: Client) -> None:
    """A save of the whole row would undo what the worker or a colleague did meanwhile."""
    comment = factories.screened()
    page = parse(moderator.get(page_of(comment)))
    csrf = page.one("form", id="comment_form").one("input", name="csrfmiddlewaretoken")["value"]
    sent = {"csrfmiddlewaretoken": csrf, "status": "approved", "state": "approved", "version": "9", "text": "Mine now."}

    with CaptureQueriesContext(
        connection,
    ) as queries:
        moderator.post(page_of(comment), sent)

    written = [query["sql"] for query in queries if query["sql"].upper().startswith(("UPDATE", "INSERT", "DELETE"))]
    assert not [sql for sql in written if "comments_" in sql]
    assert (factories.fresh(comment).status, factories.fresh(comment).text) == (Status.PENDING, comment.text)


def test_it_reads_a_page_in_a_few_queries(moderator: Client, django_assert_max_num_queries: Any) -> None:
    comment = factories.screened()
    for action in ("approve", "restore") * 5:
        version = factories.fresh(comment).version
        decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=version, reason="")

    with django_assert_max_num_queries(10):
        moderator.get(page_of(comment))

    assert Decision.objects.count() == 12


@pytest.mark.once
def test_it_leads_to_the_article(moderator: Client) -> None:
    comment = factories.published()

    page = parse(moderator.get(page_of(comment)))

    link = page.one("div", class_="field-article").one("a")
    assert link.text == "The bridge is open"
    assert link["href"].endswith("/city/bridge/")
    assert Comment.objects.count() == 1
