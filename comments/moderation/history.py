"""What was decided on comments, for lists of them."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Window
from django.db.models.functions import RowNumber

from comments.models import Comment, Decision

# Of one comment, the latest.
LISTED = 20


def latest(comments: Collection[Comment]) -> dict[int, list[Decision]]:
    """By comment id the last LISTED decisions on each, in their order, with who made them; one query."""
    place = Window(RowNumber(), partition_by="comment_id", order_by="-id")
    rows = Decision.objects.filter(comment__in=[comment.pk for comment in comments]).annotate(place=place)
    found: dict[int, list[Decision]] = defaultdict(list)
    for decision in rows.filter(place__lte=LISTED).select_related("by").defer("replaced").order_by("id"):
        found[decision.comment_id].append(decision)
    return found
