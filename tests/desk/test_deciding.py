"""Decisions at the desk, through the form and as the script sends them."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from comments.desk import cards
from comments.models import Comment, Decision, Site
from comments.moderation import decisions
from comments.statuses import Status
from tests.desk.conftest import member, signed_in
from tests.desk.hands import (
    DESK,
    JSON,
    address_of,
    buttons,
    card_id,
    card_of,
    counts,
    look,
    press,
    rows,
    said,
    send,
    undo,
)
from tests.support import factories
from tests.support.pages import form_values, parse
from tests.support.responses import Response


def waiting(number: int) -> list[Comment]:
    return [factories.screened(name=f"Ada {n}", text=f"Waiting, number {n}.") for n in range(number)]


def decide_as_script(client: Client, comment: Comment, action: str, **changes: Any) -> Response:
    page = look(client, address_of(comment))
    values = {**form_values(page, "decide-form"), "action": action, **changes}
    return client.post(reverse("admin:comments_desk_decide"), values, headers=JSON)


@pytest.mark.parametrize(
    ("action", "status", "words"),
    [
        ("approve", Status.APPROVED, "Approved: Ada 0."),
        ("reject", Status.REJECTED, "Rejected: Ada 0."),
        ("spam", Status.SPAM, "Marked as spam: Ada 0."),
    ],
)
def test_it_decides_and_shows_the_next(anna: Client, action: str, status: Status, words: str) -> None:
    first, second = waiting(2)

    response = press(anna, DESK, action)

    assert response.status_code == 302
    page = look(anna, response["Location"])
    assert factories.fresh(first).status == status
    assert (card_id(page), rows(page), said(page)) == (second.pk, [second.pk], [words])


@pytest.mark.parametrize("action", ["approve", "reject", "spam"])
def test_it_takes_a_decision_back(anna: Client, action: str) -> None:
    first, second = waiting(2)
    page = look(anna, press(anna, DESK, action)["Location"])

    page = look(anna, undo(anna, page)["Location"])

    assert factories.fresh(first).status == Status.PENDING
    assert (card_id(page), rows(page), said(page)) == (first.pk, [first.pk, second.pk], ["Undone: Ada 0."])


def test_it_keeps_the_place(anna: Client) -> None:
    first, second, third = waiting(3)

    response = press(anna, f"{address_of(third)}?order=newest", "approve")

    assert response["Location"] == f"{address_of(second)}?order=newest"
    assert rows(look(anna, response["Location"])) == [second.pk, first.pk]


def test_it_says_that_nothing_waits_any_more(anna: Client) -> None:
    waiting(1)

    page = look(anna, press(anna, DESK, "approve")["Location"])

    assert "Nothing waits." in page.one(id="desk-card").text
    assert counts(page)["decide"] == "0"


@pytest.mark.parametrize("action", ["approve", "reject", "spam"])
def test_it_tells_the_second_of_two_what_the_first_decided(anna: Client, times: Site, action: str) -> None:
    comment, _other = waiting(2)
    page = look(anna, address_of(comment))
    decisions.approve(comment.pk, by=member("otto", times), version=comment.version)

    response = send(anna, page, action, told="My own words.")

    assert response.status_code == 409
    card = parse(response)
    assert said(card)[0].startswith("Otto approved it at ")
    assert card_id(card) == comment.pk
    assert card.one(id="reject-told").raw.strip() == "My own words."
    assert Decision.objects.filter(comment=comment, by__isnull=False).count() == 1


def test_it_takes_a_double_press_for_one(anna: Client) -> None:
    comment, _other = waiting(2)
    page = look(anna, address_of(comment))

    answers = [send(anna, page, "reject"), send(anna, page, "reject")]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Decision.objects.filter(comment=comment, by__isnull=False).count() == 1


def test_it_rejects_with_a_reason_of_the_list_own_words_and_a_note(anna: Client) -> None:
    (comment,) = waiting(1)

    press(anna, f"{address_of(comment)}?show=reject", "reject", form="reject-form",
          code="off-topic", told="Try the sports page.", note="Third time.")  # fmt: skip

    decision = factories.last_decision(comment)
    assert decision.told == "Your comment is not about the article. Try the sports page."
    assert (decision.code, decision.note) == ("off-topic", "Third time.")


def test_each_reject_sends_the_reason_that_is_open(anna: Client) -> None:
    (comment,) = waiting(1)

    closed, open_ = look(anna, address_of(comment)), look(anna, f"{address_of(comment)}?show=reject")

    assert [button.get("form") for button in closed.all("button", value="reject")] == [None]
    bar = open_.one("form", id="decide-form")
    assert [button.get("form") for button in bar.all("button", name="action")] == [None, "reject-form", None]
    assert len(open_.one("form", id="reject-form").all("button", value="reject")) == 1


def test_it_asks_for_a_reason_where_a_site_wants_one(anna: Client, times: Site) -> None:
    Site.objects.update(reasons_required=True)
    (comment,) = waiting(1)
    page = look(anna, address_of(comment))
    assert "reject" not in buttons(page)

    response = send(anna, page, "reject")

    assert response.status_code == 400
    assert said(parse(response)) == ["Give a reason: on this site the author of a rejected comment is told one."]
    assert len(parse(response).all("form", id="reject-form")) == 1
    assert factories.fresh(comment).status == Status.PENDING


@pytest.mark.parametrize("action", ["", "nonsense", "delete", "undo"])
def test_it_knows_no_other_decision(anna: Client, action: str) -> None:
    (comment,) = waiting(1)

    assert press(anna, DESK, action).status_code == 409
    assert factories.fresh(comment).version == comment.version


@pytest.mark.parametrize("name", ["decide", "decide_ticked", "undo", "aside", "reply"])
def test_it_leads_to_the_desk_without_a_form(anna: Client, name: str) -> None:
    assert anna.get(reverse(f"admin:comments_desk_{name}"))["Location"] == DESK


def test_it_offers_what_the_status_allows(anna: Client, mod: Client) -> None:
    (comment,) = waiting(1)

    assert {"approve", "reject", "spam"} <= set(buttons(look(anna, address_of(comment))))
    assert "erase" not in buttons(look(anna, address_of(comment)))
    assert "erase" in buttons(look(mod, address_of(comment)))
    decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)
    assert {"reject", "spam", "review", "pick", "pin"} == set(buttons(look(anna, address_of(comment))))


def test_it_sends_a_form_again_whose_session_was_over(anna: Client) -> None:
    (comment,) = waiting(1)
    page = look(anna, f"{address_of(comment)}?show=reject")
    Session.objects.all().delete()

    response = send(anna, page, "reject", form="reject-form", told="Every word of it.")

    assert response.status_code == 403
    again = form_values(parse(response), "again-form")
    assert (again["told"], again["action"]) == ("Every word of it.", "reject")


def test_the_script_has_a_sentence_for_each_decision(anna: Client) -> None:
    words = json.loads(look(anna).one("script", id="desk-facts").raw)["words"]

    assert {one.name: words[one.name].count("%s") for one in (*cards.MAIN, *cards.OTHERS)} == {
        one.name: 1 for one in (*cards.MAIN, *cards.OTHERS)
    }


def test_it_answers_the_script_with_result_counts_and_the_next_author(anna: Client) -> None:
    first, second = waiting(2)

    answer = decide_as_script(anna, first, "spam", next=str(second.pk), seen=f"{first.pk}:1,{second.pk}:99").json()

    decided = factories.fresh(first)
    assert answer["result"] == {
        "id": first.pk, "status": "spam", "version": decided.version,
        "decision": factories.last_decision(first).pk, "said": "Marked as spam: Ada 0.",
    }  # fmt: skip
    assert answer["counts"]["decide"] == "1"
    assert "Ada 1" in parse(answer["next"]).text
    assert {one["id"]: one["status"] for one in answer["changed"]} == {first.pk: "spam", second.pk: "pending"}


def test_it_answers_the_script_that_somebody_was_first(anna: Client, times: Site) -> None:
    (comment,) = waiting(1)
    version = comment.version
    decisions.reject(comment.pk, by=member("otto", times), version=version)

    response = decide_as_script(anna, comment, "approve", version=str(version))

    error = response.json()["error"]
    assert response.status_code == 409
    assert (error["code"], error["id"], error["status"]) == ("stale", comment.pk, "rejected")
    assert error["said"].startswith("Otto rejected it at ")
    assert card_of(parse(error["card"])) is not None


def test_it_answers_the_script_that_the_session_is_over(anna: Client) -> None:
    (comment,) = waiting(1)
    page = look(anna, address_of(comment))
    Session.objects.all().delete()

    response = anna.post(reverse("admin:comments_desk_decide"), form_values(page, "decide-form"), headers=JSON)

    assert response.status_code == 401
    assert factories.fresh(comment).status == Status.PENDING


def test_it_undoes_for_the_script(anna: Client) -> None:
    (comment,) = waiting(1)
    result = decide_as_script(anna, comment, "approve").json()["result"]
    token = form_values(look(anna, address_of(comment)), "decide-form")["csrfmiddlewaretoken"]
    values = {"csrfmiddlewaretoken": token, "decision": result["decision"]}

    answers = [anna.post(reverse("admin:comments_desk_undo"), values, headers=JSON).json()["result"] for _ in range(2)]

    assert [answer["status"] for answer in answers] == ["pending", "pending"]
    assert answers[0]["version"] == answers[1]["version"]


def test_it_undoes_nobody_elses_decision(anna: Client, times: Site) -> None:
    (comment,) = waiting(1)
    otto = member("otto", times)
    decisions.approve(comment.pk, by=otto, version=comment.version)
    token = form_values(look(anna, address_of(comment)), "decide-form")["csrfmiddlewaretoken"]
    values = {"csrfmiddlewaretoken": token, "decision": str(factories.last_decision(comment).pk)}

    assert anna.post(reverse("admin:comments_desk_undo"), values).status_code == 403
    assert factories.fresh(comment).status == Status.APPROVED


def test_it_says_why_a_decision_cannot_be_undone(anna: Client, times: Site) -> None:
    comment, _other = waiting(2)
    page = look(anna, press(anna, DESK, "approve")["Location"])
    now = factories.fresh(comment)
    decisions.mark_spam(comment.pk, by=member("otto", times), version=now.version)

    response = undo(anna, page)

    assert response.status_code == 409
    assert "Otto marked it as spam at " in said(parse(response))[0]


def test_it_needs_a_token(anna: Client) -> None:
    (comment,) = waiting(1)
    values = {"comment": comment.pk, "version": comment.version, "action": "approve"}

    assert anna.post(reverse("admin:comments_desk_decide"), values).status_code == 403
    assert factories.fresh(comment).status == Status.PENDING


def test_it_lets_in_moderators_alone(times: Site) -> None:
    stranger = signed_in(User.objects.create(username="stranger", is_staff=True))

    assert stranger.get(DESK).status_code == 403
    assert Client().get(DESK).status_code == 302
