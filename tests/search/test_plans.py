"""By which indexes a search goes, so that it takes no longer among more comments."""

import pytest
from django.db import connection

from comments import search
from comments.access.membership import ALL_SITES
from comments.search import Filters, parse
from tests.support import factories
from tests.support.plans import plan_of, reads_a_table, searches, sorts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_tables_as_new")]

EXACT = {
    "ada@example.org": ("comments_of_email", "email_canonical"),
    "@example.org": ("comments_by_search_key", "kind", "value"),
    "spam.example": ("comments_by_search_key", "kind", "value"),
    "192.0.2.7": ("comments_by_search_key", "kind", "value"),
}


@pytest.mark.parametrize("typed", EXACT)
@pytest.mark.parametrize("after", [None, 1_000])
def test_it_finds_an_author_in_the_order_of_an_index(typed: str, after: int | None) -> None:
    factories.screened()
    plan = plan_of(lambda: search.find(parse(typed), ALL_SITES, Filters(), after=after, limit=51))
    assert searches(plan, *EXACT[typed]) == 1, plan
    assert not reads_a_table(plan), plan
    assert not sorts(plan), plan


def test_it_finds_words_by_the_index_of_the_database() -> None:
    factories.screened()
    if connection.vendor == "sqlite":
        plan = plan_of(lambda: search.find(parse("tram"), ALL_SITES, Filters(), limit=51))
        assert "comments_search VIRTUAL TABLE INDEX" in plan
        assert not sorts(plan), plan
    else:
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("explain select comment_id from comments_searchentry where words @@ 'tram'::tsquery")
            assert "comments_by_words" in "\n".join(row[0] for row in cursor.fetchall())
