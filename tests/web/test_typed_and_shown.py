"""A text on its whole way: form, waiting page, published page, API, edit form and admin show what was typed."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, assume, example, given, settings

from comments.models import Comment
from comments.moderation import decisions
from comments.screening import run
from comments.text import markup
from comments.web import host_page
from comments.web.form import CommentForm, form_of
from project.newsroom.models import SITE, Article
from tests.api.calls import edit, listed, one
from tests.api.own import token_of
from tests.support import factories
from tests.support.pages import Element, parse
from tests.text.markup.typed import TEXTS, Typed
from tests.web.browsing import ARTICLE, follow, page, refused, sent

pytestmark = pytest.mark.both


def squeezed(text: str) -> str:
    return "".join(text.split())


def content_of(found: Element, comment: Comment) -> str:
    return squeezed(found.one("li", id=f"comment-{comment.pk}").one(class_="comment-content").raw)


def as_typed_in_admin(comment: Comment) -> str:
    client = Client()
    client.force_login(factories.moderator())
    shown = parse(client.get(f"/admin/desk/comment/{comment.pk}/")).one("div", class_="card-text")
    return "".join(part.raw for part in shown.all("div", class_="typed"))


@settings(
    max_examples=2,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(Typed.literally("vector<a> and map<s, i>\n\n\t- x<q>y, Option<u>\n  <main> `<b>`"))
@example(Typed("<code>Map<s, List<b>> x = a && b</code> <b>&lt;</b>", "Map<s, List<b>> x = a && b <"))
@given(TEXTS)
def test_it_shows_what_was_typed_all_the_way(client: Client, article: Article, typed: Typed) -> None:
    assume(typed.seen.strip() and markup.why_refused(typed.text) is None)
    seen = squeezed(typed.seen)

    redirect = sent(client, comment=typed.text)
    comment = Comment.objects.latest("pk")
    waiting = content_of(parse(follow(client, redirect)), comment)
    run.screen([comment.pk])
    decisions.approve(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)
    token = token_of(comment)
    (in_list,) = [
        found for found in listed(client, site=SITE, thread="bridge").json()["results"] if found["id"] == comment.pk
    ]
    own = one(client, comment.pk, token).json()
    edited = edit(client, comment.pk, token, text=f"{own['text']}.").json()

    assert waiting == content_of(parse(follow(client, redirect)), comment).removesuffix(".") == seen
    assert content_of(parse(in_content(in_list["html"], comment)), comment) == seen
    assert in_list["html"] == own["html"]
    assert own["text"] == typed.text
    assert edited["text"] == as_typed_in_admin(comment) == f"{typed.text}."


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029"])
def test_it_breaks_a_line_where_its_author_did(client: Client, article: Article, end: str) -> None:
    sent(client, comment=f"one{end}two")
    comment = Comment.objects.get()

    assert one(client, comment.pk, token_of(comment)).json()["html"] == "<p>one<br>two</p>"
    assert edit(client, comment.pk, token_of(comment), text=f"three{end}four").json()["html"] == "<p>three<br>four</p>"


def in_content(html: str, comment: Comment) -> str:
    return f'<li id="comment-{comment.pk}"><div class="comment-content">{html}</div></li>'


@pytest.mark.parametrize("text", ["<b></b>", "<p>", "<br>", "&nbsp;", "&#32;", "<pre></pre>", "&#8203;", "```\n```"])
def test_it_refuses_a_text_of_which_nothing_would_be_seen(client: Client, article: Article, text: str) -> None:
    shown = refused(sent(client, comment=text), 400)

    assert shown.one(id="comment-error").text == "Please type your comment."
    assert not Comment.objects.exists()


def test_it_says_that_simple_html_works(client: Client, article: Article) -> None:
    form = page(client).one("form", id="commentform")

    hint = form.one(id="comment-hint").text
    assert form.one("textarea")["aria-describedby"].split() == ["comment-hint", "comment-counter"]
    assert hint.startswith("Simple HTML works: ")
    for tag in ("b", "i", "blockquote", "code"):
        assert f"<{tag}>" in hint
        assert f"<{tag}>" in markup.render(f"<{tag}>x</{tag}>")


def test_it_has_a_hint_for_the_comment_alone(client: Client, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[CommentForm] = []

    def noted(*asked: Any) -> CommentForm:
        made.append(form_of(*asked))
        return made[-1]

    monkeypatch.setattr(host_page, "form_of", noted)
    page(client)

    assert [field.name for field in made[0].fields if field.hint] == ["comment"]


def test_it_lets_letters_decide_which_way_fields_run(client: Client, article: Article) -> None:
    form = page(client).one("form", id="commentform")

    directions = {name: form.one(id=name)["dir"] for name in ("comment", "author", "email", "url")}
    assert directions == {"comment": "auto", "author": "auto", "email": "ltr", "url": "ltr"}


def test_it_runs_from_right_to_left_on_the_page(client: Client, article: Article) -> None:
    comment = factories.published(name="Anna", text="@bo שלום\n\nHello.", on=article.comments_subject())

    shown = page(client, ARTICLE).one("li", id=f"comment-{comment.pk}").one(class_="comment-content")

    assert [paragraph["dir"] for paragraph in shown.all("p")] == ["rtl", "ltr"]


def test_it_keeps_a_mention_from_deciding_in_the_admin(client: Client, article: Article) -> None:
    comment = factories.published(text="<i>\n@anna שלום", on=article.comments_subject())
    client.force_login(factories.moderator())

    shown = parse(client.get(f"/admin/desk/comment/{comment.pk}/")).one("div", class_="card-text").one(class_="typed")

    assert [apart.raw for apart in shown.all("bdi")] == ["@anna"]
    assert shown.raw == comment.text
