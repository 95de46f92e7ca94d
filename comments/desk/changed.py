"""What became meanwhile of comments that stand on somebody's screen."""

from typing import Any

from django.utils.translation import gettext as _

from comments.access.staff import display_name
from comments.desk.visit import Visit
from comments.models import Action, Comment, Decision
from comments.text.parsing import parse_id

MOST = 200
# After these a comment has left its queue, although its status is as it was.
_LEAVING = (Action.ASIDE, Action.BACK, Action.CONFIRM)


def since(visit: Visit, seen: str) -> list[dict[str, Any]]:
    """Of the comments seen, as id:version with commas between, those at another version now; by two queries.

    `said` is who did what, as “Anna: Spam”; `left` whether it is in its queue no more though its status stayed.
    """
    pairs = [one.partition(":")[::2] for one in seen.split(",")[:MOST]]
    versions = {parse_id(comment_id): parse_id(version) for comment_id, version in pairs}
    found = visit.access.filter(Comment.objects.filter(pk__in=[one for one in versions if one is not None]))
    comments = [one for one in found.only("pk", "version", "status") if versions[one.pk] != one.version]
    last = _last_decisions([comment.pk for comment in comments])
    return [_change(comment, last.get(comment.pk)) for comment in comments]


def _last_decisions(ids: list[int]) -> dict[int, Decision]:
    rows = Decision.objects.filter(comment__in=ids).select_related("by").order_by("pk") if ids else ()
    return {decision.comment_id: decision for decision in rows}


def _change(comment: Comment, decision: Decision | None) -> dict[str, Any]:
    status = comment.get_status_display()
    action = decision.action if decision else ""
    what = decision.get_action_display() if decision and action in _LEAVING else status
    who = display_name(decision.by) if decision and decision.by else ""
    said = _("%(who)s: %(what)s") % {"who": who, "what": what} if who else what
    return {
        "id": comment.pk, "version": comment.version, "status": comment.status, "said": said,
        "left": action in _LEAVING,
    }  # fmt: skip
