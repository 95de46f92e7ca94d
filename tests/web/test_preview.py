"""The preview of a comment on the page, without a script: what will be published, and what of it will not work."""

import pytest
from django.test import Client

from comments.models import Comment
from comments.text import markup
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import form_values, parse
from tests.web.browsing import ARTICLE, again, sent

PRESSED = {"preview": "Preview"}


def test_it_shows_the_comment_with_the_form_as_it_was_typed(client: Client, article: Article) -> None:
    text = "<b>One</b> <u>two</u>\nhttps://a.example"

    answer = sent(client, comment=text, author="", email="", **PRESSED)

    page = parse(answer)
    seen = page.one(class_="comment-preview")
    assert answer.status_code == 200
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert seen.one(class_="comment-content").skeleton() == parse(markup.render(text)).skeleton()
    assert [one.text for one in seen.all("li")] == ["“<u>” does not work here. It will be shown as you typed it."]
    assert not page.all(class_="comment-errors")
    assert not page.one("title").text.startswith("Error")
    assert form_values(page)["comment"] == text
    assert not Comment.objects.exists()
    assert again(client, answer, author="Ada", email="ada@example.org").status_code == 303
    assert Comment.objects.get().text == text


def test_it_keeps_the_reply_that_is_written(client: Client, article: Article) -> None:
    parent = factories.published(on=article.comments_subject())

    answer = sent(client, f"{ARTICLE}?replytocom={parent.pk}", **PRESSED)

    assert form_values(parse(answer))["comment_parent"] == str(parent.pk)


@pytest.mark.parametrize(("text", "sentence"), [(" ", "Please type your comment."), ("x" * 5001, "the limit is 5000")])
def test_it_says_what_is_wrong_with_the_text(client: Client, article: Article, text: str, sentence: str) -> None:
    answer = sent(client, comment=text, **PRESSED)

    page = parse(answer)
    assert answer.status_code == 400
    assert sentence in page.one(class_="comment-errors").text
    assert not page.all(class_="comment-preview")
    assert form_values(page)["comment"] == text
