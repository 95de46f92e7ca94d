"""What a site's settings change on the page, from the next request on."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments import signed_tokens
from comments.models import Comment, Commenter, OldThreads, Order, Premoderation, Site, Thread
from comments.moderation import decisions
from comments.posting import edits, threads
from comments.posting.edits import Edit
from comments.screening import run
from project.newsroom.models import SITE, Article
from tests.support import factories
from tests.support.pages import Element, form_values, json_ld, parse
from tests.support.payloads import PAYLOADS
from tests.web.browsing import ARTICLE, follow, page, refused, sent

CONSENT = "wp-comment-cookies-consent"
COOKIE = "commenter-newsroom"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def numbers(tree: Element) -> list[int]:
    return [int(item["id"].removeprefix("comment-")) for item in tree.all("li", class_="comment")]


def test_it_lists_comments_in_the_sites_order(client: Client, article: Article, on: dict[str, Any]) -> None:
    old, lively, last = (factories.published(**on) for _ in range(3))
    reply = factories.published(lively)
    expected = {
        "oldest": [old.pk, lively.pk, reply.pk, last.pk],
        "newest": [last.pk, lively.pk, reply.pk, old.pk],
        "replies": [lively.pk, reply.pk, last.pk, old.pk],
        "recommended": [old.pk, last.pk, lively.pk, reply.pk],
    }
    Comment.objects.filter(pk=old.pk).update(recommendations=2)
    Comment.objects.filter(pk=last.pk).update(recommendations=1)
    assert [*expected] == Order.values
    for order, shown in expected.items():
        Site.objects.update(order=order)

        for address in (ARTICLE, "/threads/newsroom/?key=bridge"):
            assert numbers(page(client, address)) == shown, order


def test_it_stays_in_an_order_from_page_to_page(client: Client, article: Article, on: dict[str, Any]) -> None:
    Site.objects.update(order=Order.NEWEST, page_size=2)
    comments = [factories.published(**on) for _ in range(4)]
    following = page(client).one("nav", class_="comments-nav").one("a")["href"]
    Site.objects.update(order=Order.REPLIES)

    second = page(client, following)

    assert numbers(second) == [comments[1].pk, comments[0].pk]
    back, previous = [link["href"] for link in second.one(class_="comments-part").all("a")]
    assert back == f"{ARTICLE}?comments_order=newest#comments"
    assert numbers(page(client, previous)) == [comments[3].pk, comments[2].pk]


def test_it_knows_no_other_order(client: Client, article: Article, on: dict[str, Any]) -> None:
    comments = [factories.published(**on) for _ in range(2)]

    for order in ("", "email", "NEWEST", "%00"):
        shown = numbers(page(client, f"{ARTICLE}?comments_order={order}"))
        assert shown == [comment.pk for comment in comments], order


@pytest.mark.parametrize(("order", "place"), [("oldest", -1), ("newest", 0), ("replies", -1), ("recommended", -1)])
def test_it_shows_the_own_waiting_comment_where_it_will_stand(
    client: Client, article: Article, on: dict[str, Any], order: str, place: int
) -> None:
    Site.objects.update(order=order)
    for _ in range(2):
        factories.published(factories.published(**on))

    own = follow(client, sent(client))

    assert numbers(parse(own))[place] == Comment.objects.latest("id").pk


@pytest.mark.parametrize("order", Order.values)
def test_it_shows_the_own_waiting_reply_behind_its_branch(
    client: Client, article: Article, on: dict[str, Any], order: str
) -> None:
    Site.objects.update(order=order)
    first, second = factories.published(**on), factories.published(**on)
    replies = [factories.published(first), factories.published(second)]

    own = numbers(parse(follow(client, sent(client, f"{ARTICLE}?replytocom={second.pk}"))))

    waiting = Comment.objects.latest("id").pk
    assert own[own.index(second.pk) :][:3] == [second.pk, replies[1].pk, waiting]


@pytest.mark.once
def test_it_shows_no_guidelines_where_there_are_none(client: Client, article: Article) -> None:
    assert not page(client).all(class_="comment-guidelines")


@pytest.mark.once
def test_it_shows_guidelines_above_the_form(client: Client, article: Article) -> None:
    Site.objects.update(guidelines="Be kind.\nAlways.\n\nStay on the subject.")

    section = page(client).one("section", id="comments")

    guidelines = section.one("section", class_="comment-guidelines")
    heading = guidelines.one("h3")
    assert (heading.text, guidelines["aria-labelledby"]) == ("Guidelines", heading["id"])
    assert guidelines.skeleton() == [("h3", ["id"]), ("p", []), ("br", []), ("p", [])]
    assert section.children.index(guidelines) < section.children.index(section.one("div", id="respond"))


def test_it_shows_guidelines_as_they_were_typed(client: Client, article: Article) -> None:
    Site.objects.update(guidelines="\n\n".join(PAYLOADS))

    guidelines = page(client).one("section", class_="comment-guidelines")

    assert guidelines.skeleton() == [("h3", ["id"]), *[("p", [])] * len(PAYLOADS)]
    assert [paragraph.raw for paragraph in guidelines.all("p")] == PAYLOADS


@pytest.mark.once
def test_it_shows_neither_guidelines_nor_privacy_where_nothing_can_be_typed(client: Client, article: Article) -> None:
    Site.objects.update(guidelines="Be kind.")
    Article.objects.update(comments_open=False)

    tree = page(client)

    assert not tree.all(class_="comment-guidelines")
    assert not tree.all("details", class_="comment-privacy")


@pytest.mark.once
def test_it_says_what_happens_to_what_is_typed(client: Client, article: Article) -> None:
    Site.objects.update(erase_days=7, show_consent=False)

    details = page(client).one("form", id="commentform").one("details", class_="comment-privacy")

    assert details.one("summary").text == "How we use your data"
    said = [item.text for item in details.one("ul").all("li")]
    assert "No cookie is stored." in said
    assert any("after 7 days" in sentence for sentence in said)
    assert "open" not in details


@pytest.mark.once
def test_it_asks_no_consent_where_the_site_remembers_nobody(client: Client, article: Article) -> None:
    Site.objects.update(show_consent=False)

    form = page(client).one("form", id="commentform")

    assert not [element for element in form.walk() if CONSENT in (element.get("name"), element.get("for"))]


def test_it_takes_no_consent_that_it_did_not_ask_for(client: Client, article: Article) -> None:
    Site.objects.update(show_consent=False)

    response = sent(client, headers=SAME_ORIGIN, **{CONSENT: "yes"})

    assert response.status_code == 303
    assert not response.cookies
    assert not Commenter.objects.exists()
    assert Comment.objects.get().commenter is None


def test_it_forgets_whom_it_remembered_before(client: Client, article: Article) -> None:
    sent(client, author="Ada", email="ada@example.org", headers=SAME_ORIGIN, **{CONSENT: "yes"})
    Site.objects.update(show_consent=False)

    values = form_values(page(client))
    response = sent(client, headers=SAME_ORIGIN, **{CONSENT: "yes"})

    assert (values["author"], values["email"]) == ("", "")
    assert response.cookies[COOKIE].value == ""
    assert Comment.objects.latest("id").commenter is None
    known = Commenter.objects.get()
    assert (known.name, known.email) == ("", "")


def test_it_proves_nobody_by_a_browser_that_it_may_not_remember(client: Client, article: Article) -> None:
    sent(client, author="Ada", email="ada@example.org", headers=SAME_ORIGIN, **{CONSENT: "yes"})
    decisions.approve(Comment.objects.get().pk, by=factories.moderator(), version=1)
    Site.objects.update(show_consent=False)
    sent(client, author="Ada", email="ada@example.org", headers=SAME_ORIGIN, **{CONSENT: "yes"})
    comment = Comment.objects.latest("id")

    run.screen([comment.pk])

    assert factories.fresh(comment).status == "pending"


def test_it_begins_new_threads_closed_where_the_site_says_so(client: Client, article: Article) -> None:
    Site.objects.update(new_threads_open=False)
    values = {"form_token": signed_tokens.form_token(SITE, "bridge", hour=int(timezone.now().timestamp() // 3600))}

    tree = page(client)
    response = client.post(ARTICLE, {**values, "comment": "Hello?", "author": "Ada", "email": "ada@example.org"})

    assert not tree.all("form")
    assert tree.one("div", id="respond").text == "Comments are closed."
    assert "Hello?" in refused(response, 403).raw
    assert not Comment.objects.exists()


def test_it_lets_a_moderator_open_a_thread_that_began_closed(client: Client, article: Article) -> None:
    Site.objects.update(new_threads_open=False)
    thread = threads.describe(article.comments_subject())
    assert not thread.is_open

    Thread.objects.update(is_open=True)

    assert sent(client).status_code == 303


def test_it_leaves_threads_as_they_began(client: Client, article: Article, on: dict[str, Any]) -> None:
    factories.published(**on)
    Site.objects.update(new_threads_open=False)

    assert page(client).all("form", id="commentform")


def test_it_goes_on_taking_comments_on_old_articles_but_holds_them(
    client: Client, article: Article, on: dict[str, Any]
) -> None:
    Site.objects.update(close_days=14, old_threads=OldThreads.HOLD, premoderation=Premoderation.OBJECTIONS)
    sent(client)
    Article.objects.update(published_at=timezone.now() - timedelta(days=15))
    sent(client)
    young, old = Comment.objects.order_by("id")
    Comment.objects.filter(pk=young.pk).update(created_at=timezone.now() - timedelta(days=10))

    run.screen([young.pk, old.pk])

    assert (factories.fresh(young).status, factories.fresh(old).status) == ("approved", "pending")
    Site.objects.update(old_threads=OldThreads.CLOSE)
    assert not page(client).all("form")


def test_it_says_that_and_when_a_comment_was_edited(client: Client, article: Article, on: dict[str, Any]) -> None:
    comment = factories.waiting(**on)
    minutes = timedelta(minutes=5)
    edits.edit(factories.fresh(comment), Edit(text="Better."), now=comment.created_at + minutes)
    decisions.approve(comment.pk, by=factories.moderator(), version=2)
    factories.published(**on)

    tree = page(client)

    edited, plain = tree.all("li", class_="comment")
    note = edited.one("time", class_="comment-edited")
    assert (note.text, note["title"]) == ("(edited)", "March 2, 2026 at 12:05 p.m.")
    assert note["datetime"] == "2026-03-02T12:05:00+00:00"
    assert not plain.all(class_="comment-edited")
    (graph,) = [data["@graph"] for data in json_ld(tree) if "@graph" in data]
    assert [item.get("dateModified") for item in graph] == ["2026-03-02T12:05:00+00:00", None]
