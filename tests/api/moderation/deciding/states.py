"""Comments in each state that a decision may find."""

from collections.abc import Callable

from django.contrib.auth.models import User

from comments.models import Comment, ReviewSample
from comments.moderation import aside, decisions
from tests.support import factories
from tests.support.factories import NOON


def waiting() -> Comment:
    """Not screened, which takes longer than deciding."""
    return factories.waiting(text="Look at http://a.example", on=factories.subject(key="new"))


def of_sample() -> Comment:
    comment = waiting()
    decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version, now=NOON)
    ReviewSample.objects.create(comment=comment, day=NOON.date(), status="spam")
    return factories.fresh(comment)


def picked_and_pinned() -> Comment:
    comment = factories.published()
    for how in (decisions.pick, decisions.pin):
        comment = how(comment.pk, by=factories.moderator(), version=comment.version, now=NOON)
    return comment


def laid_aside() -> Comment:
    return aside.set_aside(waiting().pk, by=factories.moderator(), now=NOON)


def decided_by(username: str) -> Callable[[], Comment]:
    def made() -> Comment:
        by, comment = User.objects.filter(username=username).first() or factories.moderator(username), waiting()
        return decisions.approve(comment.pk, by=by, version=comment.version, note="Fine.")

    return made


def gone(how: str) -> Comment:
    comment = factories.published()
    if how == "withdrawn":
        return decisions.withdraw(comment.pk)
    return decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)
