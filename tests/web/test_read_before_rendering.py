"""All that a page says of its thread is read before the template renders, whatever is asked of the page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from comments import signed_tokens
from comments.models import Commenter, Site
from comments.templatetags.leave_a_reply import ThreadNode
from project.newsroom.models import Article
from tests.support import factories
from tests.web.browsing import ARTICLE, sent

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def forbidden(execute: Any, sql: str, *args: Any) -> None:
    raise AssertionError(f"while the template renders: {sql}")


@pytest.fixture(autouse=True)
def _no_statement_while_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    render = ThreadNode.render

    def render_without(*args: Any) -> Any:
        with connection.execute_wrapper(forbidden):
            return render(*args)

    monkeypatch.setattr(ThreadNode, "render", render_without)


@pytest.mark.parametrize(
    "query",
    [
        "", "?comment={top}", "?comment={waiting}", "?comment=999999", "?comment_branch={top}", "?comments_cursor=1",
        "?replytocom={top}", "?replytocom={waiting}", "?replytocom=999999", "?waiting={token}",
        "?comments_order=replies",
    ],
)  # fmt: skip
def test_it_reads_all_of_a_thread_before_its_template_renders(client: Client, article: Article, query: str) -> None:
    top = factories.published(on=article.comments_subject())
    factories.published(top)
    waiting = factories.waiting(top)
    values = {"top": top.pk, "waiting": waiting.pk, "token": signed_tokens.waiting_token(waiting.pk)}

    response = client.get(ARTICLE + query.format(**values))

    assert response.status_code == 200
    assert f'id="comment-{top.pk}"' in response.content.decode()


def test_it_reads_all_for_a_remembered_reader_whose_form_is_refused(client: Client, article: Article) -> None:
    comment = factories.waiting(on=article.comments_subject())
    site = Site.objects.get(slug="newsroom")
    known = Commenter.objects.create(site=site, name="Ada", email="ada@example.org", created_at=factories.NOON)
    type(comment).objects.update(commenter=known)
    client.cookies["commenter-newsroom"] = signed_tokens.commenter_token(known.pk)

    response = sent(client, email="nobody")

    assert response.status_code == 400
    assert f'id="comment-{comment.pk}"' in response.content.decode()
