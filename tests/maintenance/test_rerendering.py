"""`manage.py render_comments` makes the stored HTML what this release makes of the text, and changes nothing else."""

import io

import pytest
from django.core.management import CommandError, call_command

from comments.maintenance import rerendering
from comments.models import Comment
from comments.text import markup
from tests.support import factories

pytestmark = pytest.mark.django_db


def rendered(*arguments: str) -> str:
    out = io.StringIO()
    call_command("render_comments", *arguments, stdout=out)
    return out.getvalue()


def test_it_gives_old_comments_the_html_of_this_release() -> None:
    comments = [factories.published(text="vector<a> and שלום"), factories.screened(text="x<q>y")]
    Comment.objects.update(html="<p>vector</p>")
    before = Comment.objects.order_by("pk").values("status", "version", "text_version", "text", "due")
    expected = list(before)

    said = rendered()

    assert said.startswith("The HTML of 2 comments")
    assert [factories.fresh(comment).html for comment in comments] == [
        markup.render(comment.text) for comment in comments
    ]
    assert list(before.all()) == expected


def test_it_leaves_alone_what_is_right_and_what_waits_for_its_screening() -> None:
    waiting = factories.waiting(text="x<q>y")
    factories.published(text="<b>Well.</b>")

    assert rendered().startswith("The HTML of 0 comments")
    assert factories.fresh(waiting).html is None


def test_it_leaves_alone_what_is_edited_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = factories.published(text="Old.")
    Comment.objects.update(html="<p>Older.</p>")

    def edited_meanwhile(text: str) -> str:
        Comment.objects.update(text="New.", html="<p>New.</p>", text_version=comment.text_version + 1)
        return f"<p>{text}</p>"

    monkeypatch.setattr(markup, "render", edited_meanwhile)

    assert rendered().startswith("The HTML of 0 comments")
    assert factories.fresh(comment).html == "<p>New.</p>"


def test_it_goes_by_the_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerendering, "PORTION", 2)
    for number in range(5):
        factories.published(text=f"Number {number}.")
    Comment.objects.update(html="")

    assert [count for _reached, count in rerendering.render_again()] == [2, 2, 1]


def test_it_renders_the_comments_of_one_site() -> None:
    here, there = factories.published(), factories.published(on=factories.subject("gazette"))
    Comment.objects.update(html="")

    rendered("--site", "gazette")

    assert (factories.fresh(here).html, factories.fresh(there).html) == ("", markup.render(there.text))


def test_it_names_a_site_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="nowhere"):
        rendered("--site", "nowhere")
