"""Rows that one statement inserts."""

import pytest

from comments.db import bulk
from comments.models import Comment

pytestmark = pytest.mark.django_db


def test_it_inserts_nothing_of_a_query_that_nothing_can_match() -> None:
    """As of an author with no address to ban: Django makes no statement of it."""
    nobody = Comment.objects.filter(pk__in=[]).values_list("site_id", "thread_id")

    assert bulk.insert_selected(Comment, ["site_id", "thread_id"], nobody) == 0
