"""How many statements the lists of programs take: as many for one row as for several."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Ban, BatchKind, Comment, Premoderation, Role, Site
from comments.moderation import batches
from tests.api.moderation.programs import call, person, token
from tests.support import factories
from tests.support.reported import by_checks, filed

pytestmark = pytest.mark.django_db


def add_a_row_to_each(number: int) -> None:
    by, comment = factories.moderator(f"mod{number}"), by_checks()
    filed(comment, number)
    chosen = Comment.objects.filter(pk=comment.pk)
    batches.decide("spam", by=by, kind=BatchKind.SELECTION, comments=chosen, with_published=True)
    Ban.objects.create(
        site=comment.site, kind="email", value=f"a{number}@spam.example", by=by, created_at=factories.NOON
    )


def test_it_lists_by_as_many_statements_however_many_there_are(client: Client, times: Site) -> None:
    Site.objects.update(premoderation=Premoderation.OBJECTIONS)
    key, taken = token(person("ines", None, Role.CHIEF)), []
    for number in range(1, 4):
        add_a_row_to_each(number)
        for path in ("batches/", "bans/", "threads/", "reports/"):
            with CaptureQueriesContext(connection) as statements:
                rows = call(client, "GET", path, key).json()["results"]
            assert (path, len(rows)) == (path, number)
            taken.append((path, len(statements)))

    assert len(set(taken)) == 4
