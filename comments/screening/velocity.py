"""How many comments came shortly before each of a handful: from its network, and on its thread."""

from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from comments.models import Comment
from comments.screening import queries
from comments.screening.checks.velocity import FROM_NETWORK, NETWORK_MINUTES, THREAD_SECONDS, TO_THREAD
from comments.screening.vocabulary import Velocity


def paces(comments: Sequence[Comment]) -> dict[int, Velocity]:
    """By comment id. Counted no further than the check asks, so that a flood costs no more."""
    from_networks = queries.from_networks(comments, within=timedelta(minutes=NETWORK_MINUTES), limit=FROM_NETWORK)
    crowded = _in_crowded_threads(comments)
    elsewhere = queries.emails_elsewhere(comments)
    return {
        comment.pk: Velocity(
            from_networks.get(comment.pk, 0), TO_THREAD if comment.pk in crowded else 0, comment.pk in elsewhere
        )
        for comment in comments
    }


def _in_crowded_threads(comments: Sequence[Comment]) -> set[int]:
    """Those whose thread got so many before them that the one so many numbers ago is still young."""
    wanted = {
        (comment.thread_id, comment.number - TO_THREAD): comment for comment in comments if comment.number > TO_THREAD
    }
    if not wanted:
        return set()
    those = reduce(or_, (Q(thread=thread_id, number=number) for thread_id, number in wanted))
    earlier = Comment.objects.filter(those).values_list("thread_id", "number", "created_at")
    return {
        wanted[thread_id, number].pk
        for thread_id, number, created_at in earlier
        if wanted[thread_id, number].created_at - created_at <= timedelta(seconds=THREAD_SECONDS)
    }
