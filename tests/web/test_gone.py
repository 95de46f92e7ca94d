"""What an address or a form names may be gone: the conversation is shown, a sentence says so, and no text is lost."""

import itertools
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from comments.models import Comment, Site
from comments.moderation import decisions
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import form_values, parse
from tests.web.browsing import ARTICLE, again, form_token, page, refused, sent, submit, typed

GONE = "The comment that this address leads to is not here. It may have been removed."
PART_GONE = "The comments that this address leads to are not here any more. This is the conversation."
GARBAGE = ["garbage", "%00", "٣", "-1", "1.5", "9" * 40, "0", "999999", "1-1", "99999999999999", "' or 1=1"]
NAMES = ("comment_branch", "comments_cursor", "comment", "replytocom", "comments_order")


@pytest.fixture
def shown(article: Article, on: dict[str, Any]) -> Comment:
    return factories.published(**on)


def gone(comment: Comment, action: str) -> Comment:
    if action == "withdraw":
        return decisions.withdraw(comment.pk)
    how = decisions.delete if action == "delete" else decisions.ACTIONS[action]
    return how(comment.pk, by=factories.moderator(), version=comment.version)


def addresses(value: Any, branch: int) -> list[str]:
    """All that can be asked for by this number, or what is none."""
    return [
        f"comment_branch={value}",
        f"comment_branch={branch}&comments_cursor={value}",
        *(f"comments_order={order}&comments_cursor={value}" for order in ("oldest", "newest", "replies")),
        f"comment={value}&replytocom={value}&comments_order={value}",
    ]


def addresses_of(comment: Comment) -> list[str]:
    return addresses(comment.pk, comment.pk)


def test_it_shows_the_article_whatever_its_address_asks_for(client: Client, shown: Comment) -> None:
    asked = [query for value in GARBAGE for query in addresses(value, shown.pk)]

    answers = {query: client.get(f"{ARTICLE}?{query}").status_code for query in asked}

    assert {query for query, status in answers.items() if status != 200} == set()


@pytest.mark.parametrize("action", ["", "spam", "reject", "withdraw", "review", "delete"])
def test_it_shows_the_article_whatever_became_of_what_its_address_asks_for(
    client: Client, shown: Comment, action: str
) -> None:
    if action:
        gone(shown, action)

    answers = {query: client.get(f"{ARTICLE}?{query}").status_code for query in addresses_of(shown)}

    assert {query for query, status in answers.items() if status != 200} == set()


@pytest.mark.parametrize("where", [ARTICLE, "/threads/newsroom/?key=bridge"])
def test_it_takes_and_refuses_a_comment_whatever_its_address_asks_for(
    client: Client, shown: Comment, where: str
) -> None:
    gone(shown, "spam")
    token = form_token()
    names = itertools.cycle(NAMES)
    for query in [*addresses_of(shown), *(f"{next(names)}={value}" for value in GARBAGE)]:
        address = f"{where}{'&' if '?' in where else '?'}{query}"
        no_name = submit(client, address, {**typed(comment=f"At {query}", author=""), "form_token": token})

        assert no_name.status_code == 400
        assert f"At {escape(query)}</textarea>" in no_name.content.decode()
        assert submit(client, address, {**typed(), "form_token": token}).status_code == 303


@pytest.mark.parametrize("action", ["spam", "never"])
def test_it_says_that_a_part_of_the_conversation_is_gone(
    client: Client, shown: Comment, on: dict[str, Any], action: str
) -> None:
    other = factories.published(**on)
    if action == "spam":
        gone(shown, "spam")
    top = shown.pk if action == "spam" else 999_999

    for query in (f"comment_branch={top}", f"comment_branch={other.pk}&comments_cursor=xx", "comments_cursor=99"):
        tree = page(client, f"{ARTICLE}?{query}")

        assert tree.one(class_="comments-missing").text == PART_GONE
        assert tree.all("li", id=f"comment-{other.pk}")


@pytest.mark.parametrize(("action", "is_said"), [("spam", True), ("", False), ("reject", False), ("withdraw", False)])
def test_it_says_that_a_comment_is_gone(client: Client, shown: Comment, action: str, is_said: bool) -> None:
    """A tombstone speaks for itself."""
    if action:
        gone(shown, action)

    said = [element.text for element in page(client, f"{ARTICLE}?comment={shown.pk}").all(class_="comments-missing")]

    assert said == ([GONE] if is_said else [])


def test_it_says_the_same_of_what_waits_and_of_what_never_was(
    client: Client, on: dict[str, Any], shown: Comment
) -> None:
    waiting = factories.waiting(**on)

    pages = [
        re.sub(rf'comment="?{pk}\b', "", client.get(f"{ARTICLE}?comment={pk}").content.decode())
        for pk in (waiting.pk, waiting.pk + 1)
    ]

    assert GONE in pages[0]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "address", ["comment=x", "comment=", "comments_order=x", "replytocom=x", "author=1", "comment=on"]
)
def test_it_says_nothing_of_a_parameter_that_may_be_the_hosts_own(client: Client, shown: Comment, address: str) -> None:
    tree = page(client, f"{ARTICLE}?{address}")

    assert not tree.all(class_="comments-missing")
    assert not tree.all(class_="comment-unanswerable")


REVIEW = "The comment you reply to is under review."
NOT_THERE = "The comment you reply to is not there any more."
FATES = [("reject", NOT_THERE), ("spam", NOT_THERE), ("withdraw", NOT_THERE), ("delete", NOT_THERE), ("review", REVIEW)]


@pytest.mark.parametrize(("action", "said"), FATES)
def test_it_says_above_the_form_that_a_comment_cannot_be_answered(
    client: Client, shown: Comment, action: str, said: str
) -> None:
    gone(shown, action)

    tree = page(client, f"{ARTICLE}?replytocom={shown.pk}")
    values = form_values(tree)

    assert tree.one(class_="comment-unanswerable").text.startswith(said)
    assert values["comment_parent"] == str(shown.pk)
    assert values.get("comment_as_new") == (None if said == REVIEW else "yes")
    assert "hidden" not in tree.one("a", id="cancel-comment-reply-link")


@pytest.mark.parametrize(("action", "said"), FATES)
def test_it_makes_no_reply_a_comment_of_its_own_unasked(client: Client, shown: Comment, action: str, said: str) -> None:
    values = {**form_values(page(client, f"{ARTICLE}?replytocom={shown.pk}")), **typed(comment=" I disagree.")}
    gone(shown, action)

    response = submit(client, ARTICLE, values)

    tree = refused(response, 400)
    assert said in tree.one(class_="comment-errors").text
    assert form_values(tree)["comment"] == " I disagree."
    assert Comment.objects.count() == 1
    assert again(client, response, comment_as_new="yes").status_code == 303
    assert Comment.objects.latest("pk").parent is None


def test_it_keeps_what_a_reply_answers_for_when_that_is_back(client: Client, shown: Comment) -> None:
    values = {**form_values(page(client, f"{ARTICLE}?replytocom={shown.pk}")), **typed()}
    taken_back = gone(shown, "review")
    response = submit(client, ARTICLE, values)
    refused(response, 400)
    gone(taken_back, "approve")

    assert again(client, response).status_code == 303
    assert Comment.objects.latest("pk").parent == shown


def test_it_keeps_the_choice_where_something_else_is_wrong_too(client: Client, shown: Comment) -> None:
    gone(shown, "review")
    response = sent(client, comment_parent=str(shown.pk), comment_as_new="yes", author="", comment="Mine.")

    tree = refused(response, 400)

    assert form_values(tree) | {"comment": "Mine.", "comment_as_new": "yes"} == form_values(tree)
    assert again(client, response, author="Ada").status_code == 303


@pytest.mark.parametrize(
    ("action", "words"),
    [("withdraw", "a withdrawn comment"), ("delete", "a deleted comment"), ("review", "a comment under review"),
     ("reject", "a removed comment")],
)  # fmt: skip
def test_it_says_what_became_of_what_a_reply_answers(client: Client, shown: Comment, action: str, words: str) -> None:
    factories.published(shown)
    gone(factories.fresh(shown), action)

    assert page(client).one(class_="in-reply-to").text == f"in reply to {words}"


def test_it_does_not_say_that_there_are_no_comments_above_ones_own(client: Client, article: Article) -> None:
    Site.objects.update(order="oldest")
    redirect = sent(client)

    titles = [parse(Client().get(address)).one(id="comments-title").text for address in (redirect["Location"], ARTICLE)]

    assert titles == ["Comments", "No comments yet"]
