"""What was chosen one by one, compared with what it is now."""

from typing import Any

import pytest
from django.db.models import F

from comments.models import Comment
from comments.moderation import batches, decisions, ticked
from tests.support import factories

pytestmark = pytest.mark.django_db


def test_it_decides_on_hundreds_each_at_a_version_of_its_own(django_assert_max_num_queries: Any) -> None:
    factories.crowd(500)
    Comment.objects.update(status="pending", version=F("pk") + 1)
    versions = {pk: pk + 1 for pk in Comment.objects.values_list("pk", flat=True)}
    by = factories.moderator()

    with django_assert_max_num_queries(20):
        seen = ticked.look_at(versions, "spam", by=by)
        batch = batches.decide("spam", by=by, kind="selection", comments=seen.comments())  # type: ignore[arg-type]

    assert (seen.left_out, batch.size) == ([], 500)


def test_it_leaves_out_what_changes_between_looking_and_deciding() -> None:
    first, second = factories.waiting(), factories.waiting()
    seen = ticked.look_at({first.pk: 1, second.pk: 1}, "spam", by=factories.moderator())

    decisions.approve(second.pk, by=factories.moderator(), version=1)

    assert list(seen.comments()) == [factories.fresh(first)]
