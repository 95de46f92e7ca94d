"""Decisions on what is ticked in the compact view."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from comments.models import Batch, Comment, DayRollup, Decision, ReviewSample, Site
from comments.moderation import decisions
from comments.statuses import Status
from tests.desk.conftest import member
from tests.desk.hands import DESK, look, rows, said, undo
from tests.support import factories
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response

COMPACT = f"{DESK}?view=compact"


def waiting(number: int) -> list[Comment]:
    return [factories.screened(name=f"Ada {n}", text=f"Waiting, number {n}.") for n in range(number)]


def tick(client: Client, page: Element, action: str, *comments: Comment) -> Response:
    values = {**form_values(page, "compact-form"), "action": action, "ticked": [comment.pk for comment in comments]}
    here = {"Sec-Fetch-Site": "same-origin"}
    return client.post(page.one("form", id="compact-form")["action"], values, headers=here)


def statuses() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.parametrize(
    ("action", "status", "done"),
    [("approve", "approved", "approved"), ("reject", "rejected", "rejected"), ("spam", "spam", "marked as spam")],
)
def test_it_decides_on_what_was_ticked(anna: Client, action: str, status: str, done: str) -> None:
    first, second, _third = waiting(3)

    response = tick(anna, look(anna, COMPACT), action, first, second)

    assert response["Location"] == COMPACT
    assert statuses() == [status, status, "pending"]
    assert said(look(anna, COMPACT)) == [f"2 comments {done}."]


def test_it_takes_all_of_them_back_by_one_undo(anna: Client) -> None:
    first, second, _third = waiting(3)
    page = look(anna, tick(anna, look(anna, COMPACT), "spam", first, second)["Location"])

    response = undo(anna, page)

    assert response["Location"] == COMPACT
    assert said(look(anna, COMPACT)) == ["Undone: 2 comments."]
    assert statuses() == ["pending"] * 3


def test_it_leaves_out_of_the_undo_what_a_colleague_decided_since(anna: Client, times: Site) -> None:
    first, second = waiting(2)
    page = look(anna, tick(anna, look(anna, COMPACT), "reject", first, second)["Location"])
    version = factories.fresh(second).version
    decisions.approve(second.pk, by=member("otto", times), version=version)

    undo(anna, page)

    assert statuses() == ["pending", "approved"]
    assert said(look(anna, COMPACT)) == [
        "Undone: 1 comment. 1 comment is left as it is, since something happened to it."
    ]


def test_it_makes_one_batch_of_a_double_press(anna: Client) -> None:
    first, second = waiting(2)
    page = look(anna, COMPACT)
    tick(anna, page, "spam", first, second)

    tick(anna, page, "spam", first, second)

    told = look(anna, COMPACT)
    assert set(said(told)) == {"2 comments marked as spam."}
    assert Batch.objects.count() == 1
    assert Decision.objects.filter(to_status="spam").count() == 2
    undo(anna, told)
    tick(anna, page, "spam", first, second)
    assert statuses() == ["pending", "pending"]
    assert "took a decision on it back" in said(look(anna, COMPACT))[-1]


def test_it_gives_one_reason_for_all(anna: Client) -> None:
    comments = waiting(2)
    page = look(anna, COMPACT)
    ticked = {"action": "reject", "ticked": [comment.pk for comment in comments]}
    values = {**form_values(page, "compact-form"), **ticked, "code": "spam", "told": "Twice."}

    anna.post(page.one("form", id="compact-form")["action"], values)

    told = set(Decision.objects.filter(to_status="rejected").values_list("told", flat=True))
    assert told == {"Your comment advertises something. Twice."}


def test_it_wants_a_reason_where_the_site_does_and_changes_nothing_before(anna: Client, times: Site) -> None:
    Site.objects.filter(pk=times.pk).update(reasons_required=True)
    comments = waiting(2)

    tick(anna, look(anna, COMPACT), "reject", *comments)

    assert statuses() == ["pending", "pending"]
    assert said(look(anna, COMPACT)) == ["Give a reason: on this site the author of a rejected comment is told one."]


def test_it_goes_back_to_the_start_when_the_last_page_is_decided(anna: Client) -> None:
    first, second = waiting(2)
    last_page = look(anna, f"{DESK}?after={first.pk}&view=compact")

    response = tick(anna, last_page, "approve", second)

    page = look(anna, response["Location"])
    assert said(page) == ["1 comment approved."]
    assert [box["value"] for box in page.all("input", name="ticked")] == [str(first.pk)]


@pytest.mark.parametrize(("queue", "first"), [("decide", "approve"), ("unseen", "confirm")])
def test_it_offers_what_a_queue_allows(anna: Client, queue: str, first: str) -> None:
    [comment] = waiting(1)
    if queue == "unseen":
        Comment.objects.filter(pk=comment.pk).update(status=Status.APPROVED, unseen=True)

    form = look(anna, f"{COMPACT}&queue={queue}").one("form", id="compact-form")

    assert [button["value"] for button in form.all("button", name="action")] == [first, "reject", "spam"]


def test_it_says_of_each_what_was_decided_meanwhile(anna: Client, times: Site) -> None:
    first, second, third = waiting(3)
    page, otto = look(anna, COMPACT), member("otto", times)
    decisions.reject(first.pk, by=otto, version=first.version)
    decisions.mark_spam(second.pk, by=otto, version=second.version)

    tick(anna, page, "approve", first, second, third)

    assert statuses() == ["rejected", "spam", "approved"]
    told = said(look(anna, COMPACT))
    assert told[0].startswith(f"Comment {first.pk} by Ada 0: Otto rejected it at ")
    assert told[1].startswith(f"Comment {second.pk} by Ada 1: Otto marked it as spam at ")
    assert told[2] == "1 comment approved."


def test_it_decides_on_nothing_without_its_version(anna: Client) -> None:
    (comment,) = waiting(1)
    page = look(anna, COMPACT)
    token = form_values(page, "compact-form")["csrfmiddlewaretoken"]

    for version in ("", "0", "x", "9" * 30, "-1"):
        values = {
            "csrfmiddlewaretoken": token,
            "ticked": comment.pk,
            "action": "approve",
            f"version_{comment.pk}": version,
        }
        anna.post(page.one("form", id="compact-form")["action"], values)

    assert factories.fresh(comment).status == Status.PENDING


def test_it_says_that_nothing_was_ticked(anna: Client) -> None:
    waiting(1)

    tick(anna, look(anna, COMPACT), "approve")

    assert said(look(anna, COMPACT)) == ["Nothing was ticked, so nothing was changed."]


@pytest.mark.parametrize("action", ["", "nonsense", "erase", "pick"])
def test_it_knows_no_other_action(anna: Client, action: str) -> None:
    (comment,) = waiting(1)

    tick(anna, look(anna, COMPACT), action, comment)

    assert Decision.objects.filter(by__isnull=False).count() == 0


def test_it_touches_nothing_of_another_site(anna: Client) -> None:
    mine = waiting(1)
    theirs = factories.screened(on=factories.subject("herald"))
    page = look(anna, COMPACT)

    tick(anna, page, "approve", *mine, theirs)

    assert statuses() == ["approved", "pending"]


def test_it_sends_ticks_again_whose_session_was_over(anna: Client) -> None:
    first, second = waiting(2)
    page = look(anna, COMPACT)
    Session.objects.all().delete()

    late = parse(tick(anna, page, "spam", first, second))

    kept = [field["value"] for field in late.one("form", id="again-form").all("input", name="ticked")]
    assert kept == [str(first.pk), str(second.pk)]
    assert statuses() == ["pending", "pending"]


def test_it_shows_more_of_each_text_and_fifty_at_once(anna: Client) -> None:
    factories.screened(text="word " * 100)

    text = look(anna, COMPACT).one("div", class_="compact-text").text

    assert 350 < len(text) <= 400


def test_it_turns_pages(anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comments.desk.pages.IN_LIST", 2)
    first, second, third = waiting(3)

    page = look(anna, DESK)
    assert rows(page) == [first.pk, second.pk]
    (following,) = [link["href"] for link in page.all("a") if link.get("rel") == "next"]
    assert rows(look(anna, following)) == [third.pk]


def test_it_takes_what_is_ticked_of_a_sample_for_looked_at(anna: Client) -> None:
    comments = waiting(3)
    Comment.objects.update(status=Status.SPAM)
    for comment in comments:
        ReviewSample.objects.create(comment=comment, day=factories.NOON.date(), status=Status.SPAM)
    place = f"{DESK}?queue=sample&view=compact"

    tick(anna, look(anna, place), "spam", *comments[:2])

    page = look(anna, place)
    assert (said(page), statuses()) == (["2 comments marked as spam."], ["spam"] * 3)
    assert list(ReviewSample.objects.filter(settled_at=None)) == [comments[2].review_sample]
    assert dict(DayRollup.objects.filter(what__contains="_spam", check_name="").values_list("what", "number")) == {
        "sampled_spam": 2, "right_spam": 2,
    }  # fmt: skip
    undo(anna, page)
    assert ReviewSample.objects.filter(settled_at=None).count() == 3
    assert not DayRollup.objects.filter(what__contains="_spam", number__gt=0).exists()
