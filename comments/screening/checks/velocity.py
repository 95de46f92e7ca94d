"""Many comments from one network, or on one article at once. It tells moderators, and holds who is not known yet.

One e-mail from two networks at once holds whoever it is: posting refuses that from one network alone, since a refusal
would tell a stranger who has just written.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Site
from comments.screening.vocabulary import Candidate, Check, Judgement, Velocity, clear, hold, note

CODE = "pace"
FROM_NETWORK, NETWORK_MINUTES = 5, 10
TO_THREAD, THREAD_SECONDS = 30, 60


def check(candidate: Candidate, site: Site) -> Judgement:
    velocity = candidate.context.velocity
    if velocity.email_elsewhere:
        # Its author is told nothing of it, for the same reason.
        return hold(_("A comment with the same email address came from another network just before."), code=CODE)
    reason = _too_many(velocity)
    if not reason:
        return clear(_("Normal posting rate."))
    if candidate.context.reputation.counted >= site.approvals_needed:
        return note(reason, code=CODE)
    told = _("Many comments came at once, so a moderator reads yours first.")
    return hold(reason, code=CODE, told=told, score=0.3)


def _too_many(velocity: Velocity) -> str:
    """What came too often, in sentences; empty when nothing did."""
    said = []
    if velocity.from_network >= FROM_NETWORK:
        words = {"n": FROM_NETWORK, "minutes": NETWORK_MINUTES}
        said.append(_("%(n)d or more comments came from the same network within %(minutes)d minutes.") % words)
    if velocity.to_thread >= TO_THREAD:
        words = {"n": TO_THREAD, "seconds": THREAD_SECONDS}
        said.append(_("%(n)d or more comments came on this article within %(seconds)d seconds.") % words)
    return " ".join(said)


CHECK = Check(
    name="pace",
    label=gettext_lazy("Many at once"),
    function=check,
    codes={CODE: gettext_lazy("Many at once")},
)
