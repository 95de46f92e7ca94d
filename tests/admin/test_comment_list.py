"""The list of comments in the admin: newest first, why each waits, and actions that go through moderation."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Actor, Comment, Decision, Site
from comments.moderation import decisions
from comments.statuses import Status
from tests.admin.desk import LIST, choose, listed, page_of, said
from tests.support import factories
from tests.support.pages import parse


def status_of(comment: Comment) -> str:
    return factories.fresh(comment).status


def test_it_lists_the_newest_first(moderator: Client) -> None:
    comments = [factories.waiting(), factories.published(), factories.screened()]

    assert listed(moderator) == [str(comment.pk) for comment in reversed(comments)]


def test_it_says_of_each_comment_what_a_moderator_needs(moderator: Client) -> None:
    comment = factories.screened(
        name="Ada", email="ada@example.org", text="See <b>http://a.example</b> and http://b.example"
    )

    page = parse(moderator.get(LIST))

    heads = [head.text for head in page.one("thead").all("th")][1:]
    assert heads == ["Comment", "Status", "What the checks object to", "Suspicion", "Author", "Article", "Submitted"]
    row = page.one("table", id="result_list").one("tbody").one("tr")
    assert row.one(class_="field-excerpt").text == "See http://a.example and http://b.example"
    assert row.one(class_="field-excerpt").one("a")["href"].startswith(page_of(comment))
    assert row.one(class_="field-state").text == "Pending"
    assert row.one(class_="field-author").one("bdi").text == "Ada"
    assert row.one(class_="field-author").one("small").text == "ada@example.org"
    assert row.one(class_="field-article").text == "The bridge is open"
    assert [reason.text for reason in row.all(class_="reason")] == [
        "New author, nothing approved before. This site requires 1 approved comment.",
        "2 links; on this site comments with 2 or more links wait.",
    ]
    assert row.one("input", name=f"version_{comment.pk}")["value"] == "1"


def test_it_says_that_a_comment_was_not_checked_yet(moderator: Client) -> None:
    factories.waiting()

    assert parse(moderator.get(LIST)).one(class_="field-reasons").text == "Not checked yet"


def test_it_filters_by_status(moderator: Client) -> None:
    waiting, published = factories.waiting(), factories.published()

    assert listed(moderator, "?status__exact=pending") == [str(waiting.pk)]
    assert listed(moderator, "?status__exact=approved") == [str(published.pk)]
    assert listed(moderator, "?status__exact=spam") == []


def test_it_filters_by_site(moderator: Client, times: Site) -> None:
    here, _there = factories.waiting(), factories.waiting(on=factories.subject("herald"))

    assert listed(moderator, f"?site__id__exact={times.pk}") == [str(here.pk)]


def test_it_searches_what_moderators_look_for(moderator: Client) -> None:
    factories.waiting()
    wanted = factories.waiting(
        name="Zoë", email="zoe@example.org", url="https://zoe.example", text="A heron!", address="203.0.113.5",
        on=factories.subject(key="t", title="The tunnel"),
    )  # fmt: skip

    for asked in ("heron", "Zoë", "zoe@example.org", "zoe.example", "203.0.113.5", "tunnel", "HERON"):
        assert listed(moderator, f"?q={asked}") == [str(wanted.pk)], asked


@pytest.mark.parametrize(
    ("action", "start", "end"),
    [
        ("approve", Status.PENDING, Status.APPROVED),
        ("reject", Status.PENDING, Status.REJECTED),
        ("spam", Status.PENDING, Status.SPAM),
        ("spam", Status.APPROVED, Status.SPAM),
        ("review", Status.APPROVED, Status.PENDING),
        ("restore", Status.APPROVED, Status.PENDING),
    ],
)
def test_it_decides_on_what_was_ticked(moderator: Client, action: str, start: str, end: str) -> None:
    make = factories.waiting if start == Status.PENDING else factories.published
    one, two, other = make(), make(), make()

    response = choose(moderator, action, one, two)

    assert response.status_code == 302
    assert [status_of(comment) for comment in (one, two, other)] == [end, end, start]
    for comment in (one, two):
        decision = factories.last_decision(comment)
        assert (decision.actor, decision.by) == (Actor.MODERATOR, factories.moderator())
        assert (decision.from_status, decision.to_status, decision.version) == (
            start,
            end,
            factories.fresh(comment).version,
        )
    assert [kind for kind, _text in said(moderator)] == ["success"]


def test_it_keeps_readers_and_counts_true(moderator: Client) -> None:
    one, two = factories.screened(), factories.screened()

    choose(moderator, "approve", one, two)

    assert factories.thread_of(one).count == 2


def test_it_decides_only_on_the_version_that_was_on_the_screen(moderator: Client) -> None:
    versions = ["2", "0", "", "x", "-1", "9" * 30, "٣"]
    others, one = [factories.waiting() for _ in versions], factories.waiting()
    sent = {f"version_{comment.pk}": version for comment, version in zip(others, versions, strict=True)}

    choose(moderator, "approve", *others, one, **sent)

    assert [status_of(comment) for comment in (*others, one)] == [*[Status.PENDING] * len(others), Status.APPROVED]
    told = said(moderator)
    assert sorted(kind for kind, _text in told) == ["success", *["warning"] * len(others)]
    for comment in others:
        assert any(text.startswith(f"Comment {comment.pk} by Ada") for kind, text in told if kind == "warning")


def test_it_says_when_somebody_was_faster(moderator: Client) -> None:
    comment = factories.screened()
    decisions.reject(comment.pk, by=factories.moderator("other"), version=1)

    choose(moderator, "approve", comment, **{f"version_{comment.pk}": "1"})

    assert status_of(comment) == Status.REJECTED
    assert comment.decisions.count() == 3
    assert [kind for kind, _text in said(moderator)] == ["warning"]


def test_it_says_what_cannot_be(moderator: Client) -> None:
    published = factories.published()
    withdrawn = factories.published()
    decisions.withdraw(withdrawn.pk)

    choose(moderator, "approve", published, withdrawn)

    assert [status_of(comment) for comment in (published, withdrawn)] == [Status.APPROVED, Status.WITHDRAWN]
    assert [kind for kind, _text in said(moderator)] == ["warning", "warning"]


def test_it_decides_on_nothing_that_was_not_on_the_screen(moderator: Client, monkeypatch: Any) -> None:
    """Django offers to select all pages at once; what nobody looked at is not decided on, and that is no news."""
    monkeypatch.setattr("comments.admin.CommentAdmin.list_per_page", 2)
    comments = [factories.waiting() for _ in range(5)]

    choose(moderator, "approve", *comments[3:], select_across="1")

    assert [status_of(comment) for comment in comments] == [Status.PENDING] * 3 + [Status.APPROVED] * 2
    assert [kind for kind, _text in said(moderator)] == ["success"]


def test_it_survives_odd_versions(moderator: Client) -> None:
    comment = factories.screened()

    response = choose(moderator, "approve", comment, **{"version_x": "1", "version_": "1", f"version_{'9' * 30}": "1"})

    assert response.status_code == 302
    assert status_of(comment) == Status.APPROVED


def test_it_says_that_a_list_without_versions_changes_nothing(moderator: Client) -> None:
    comment = factories.screened(text="<a href='https://a.example'>a</a>" * 3)
    before = status_of(comment)
    without: dict[str, Any] = {f"version_{comment.pk}": None}
    choose(moderator, "approve", comment, **without)

    assert status_of(comment) == before
    assert [kind for kind, _text in said(moderator)] == ["warning"]


def test_it_knows_no_other_action(moderator: Client) -> None:
    comment = factories.screened()

    for action in ("", "delete", "delete_selected", "park", "__class__", "nonsense"):
        assert choose(moderator, action, comment).status_code in (200, 302)

    assert status_of(comment) == Status.PENDING
    assert comment.decisions.count() == 2


def test_it_changes_nothing_by_being_read(moderator: Client) -> None:
    comment = factories.screened()
    before = list(Comment.objects.values()), Decision.objects.count()

    for query in (
        "",
        f"?action=approve&_selected_action={comment.pk}&index=0&version_{comment.pk}=1",
        "?status__exact=pending",
    ):
        moderator.get(f"{LIST}{query}")
        moderator.head(f"{LIST}{query}")
        moderator.get(f"{page_of(comment)}{query}")

    assert before == (list(Comment.objects.values()), Decision.objects.count())


def test_it_takes_no_action_from_another_site(moderator: Client) -> None:
    comment = factories.screened()

    response = choose(moderator, "approve", comment, csrfmiddlewaretoken="x" * 32)

    assert response.status_code == 403
    assert status_of(comment) == Status.PENDING
