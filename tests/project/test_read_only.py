"""A database that only lets itself be read, as a standby after a failover or a file on a full disk."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from comments import signed_tokens
from comments.models import Comment
from project.logs import Redact
from tests.api.calls import API, assert_problem, listed, post
from tests.support import factories
from tests.web import browsing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def comment() -> Comment:
    factories.quiet_site("times")
    return factories.published()


@pytest.fixture
def read_only(comment: Comment) -> Iterator[Comment]:
    """What there is, where nothing can be added."""
    on, off = (
        "set session characteristics as transaction read only",
        "set session characteristics as transaction read write",
    )
    if connection.vendor == "sqlite":
        on, off = "pragma query_only=1", "pragma query_only=0"
    with connection.cursor() as cursor:
        cursor.execute(on)
        yield comment
        cursor.execute(off)


def test_it_shows_what_there_is_and_asks_to_come_back_with_a_post(client: Client, read_only: Comment) -> None:
    author = {"Authorization": f"Bearer {signed_tokens.author_token(read_only.pk, 1)}"}
    for answer in (post(client), client.delete(f"{API}{read_only.pk}/", headers=author)):
        assert_problem(answer, 503, "unavailable")
        assert answer["Retry-After"] == "5"
    assert listed(client).status_code == 200


def test_it_gives_back_what_was_typed_into_the_form(client: Client, read_only: Comment) -> None:
    typed = browsing.typed(comment="Typed with care.") | {"form_token": browsing.form_token(site="times")}
    answer = browsing.submit(client, "/threads/times/?key=bridge", typed)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Typed with care." in answer.content.decode()


def test_it_logs_in_a_line_that_nothing_can_be_written(read_only: Comment) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redact())
    logger = logging.getLogger("tests.read_only")
    logger.addHandler(handler)
    try:
        read_only.save()
    except DatabaseError:
        logger.exception("A task failed")
    finally:
        logger.removeHandler(handler)

    assert stream.getvalue().count("\n") == 1
    assert (
        "A task failed (" in stream.getvalue() and "read" in stream.getvalue() and "Traceback" not in stream.getvalue()
    )
