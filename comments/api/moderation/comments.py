"""The endpoints of single comments: list and search, one of them, decisions on it, and taking decisions back."""

from typing import ClassVar

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from comments import conf
from comments.access.membership import Access
from comments.access.staff import Moderator
from comments.api import fields, responses
from comments.api.moderation import deciding, filters
from comments.api.moderation.author_serializers import author_facts_json
from comments.api.moderation.base import ModerationAPIView
from comments.api.moderation.comment_shapes import ModeratedCommentJSON, ModeratedListJSON
from comments.api.moderation.filters import CommentFilters
from comments.api.moderation.reading import read, values
from comments.api.moderation.serializers import comments_json
from comments.errors import FieldError, IllegalMove, Invalid, NotFound, Refused, Stale
from comments.models import Comment, Decision, KeyScope
from comments.moderation import queue, undoing
from comments.moderation.authors.panel import panel_of
from comments.text.parsing import parse_id

MAX_LIMIT, USUAL_LIMIT = 100, 50
LIST_PARAMETERS = (*filters.PARAMETERS, "order", "cursor", "limit")
_BY_ID = ("newest", "oldest")


class ModeratedCommentList(ModerationAPIView):
    """GET moderation/comments/."""

    def get(self, request: Request) -> HttpResponse:
        """A page of a queue, or of what a search finds; without either of all comments, the newest first."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), LIST_PARAMETERS)
        limit = fields.integer_param(query, "limit", min_value=1, max_value=MAX_LIMIT) or USUAL_LIMIT
        asked = filters.selection(values(CommentFilters, filters.of_query(query)), self.access, self.person)
        orders = queue.QUEUES[asked.queue].orders if asked.queue else _BY_ID
        order = fields.choice_param(query, "order", orders, default=orders[0])
        after = _after(query, order, self.access)
        found = asked.ids(order=order, after=after, limit=limit + 1, now=timezone.now())
        body: ModeratedListJSON = {
            "results": comments_json(queue.whole(found[:limit]), self.person),
            "next": _next_url(query, found[limit - 1]) if len(found) > limit else None,
        }
        return responses.private(body)


class ModeratedCommentDetail(ModerationAPIView):
    """GET moderation/comments/ID/."""

    def get(self, request: Request, comment_id: int) -> HttpResponse:
        """One comment in any state, with what is known of its author."""
        fields.refuse_unknown(request.query_params.keys(), ())
        comment = _find(comment_id, self.access)
        [body] = comments_json([comment], self.person)
        body["known"] = author_facts_json(panel_of(comment, by=self.person))
        return responses.private(body)


class CommentDecisions(ModerationAPIView):
    """POST moderation/comments/ID/decisions/."""

    scopes: ClassVar = {"POST": KeyScope.DECIDE}

    def post(self, request: Request, comment_id: int) -> HttpResponse:
        """Decide on one comment as it was when it was read; sent twice, it is done once."""
        comment = _find(comment_id, self.access)
        asked = read(deciding.DecisionFields, request)
        try:
            deciding.decide(comment, asked, by=self.person, now=timezone.now())
        except (Stale, IllegalMove) as refusal:
            raise _showing(refusal, comment_id, self.person) from None
        return responses.private(_now(comment_id, self.person))


class DecisionUndo(ModerationAPIView):
    """POST moderation/decisions/ID/undo/."""

    scopes: ClassVar = {"POST": KeyScope.DECIDE}

    def post(self, request: Request, decision_id: int) -> HttpResponse:
        """Take back one of one's own decisions, while nothing else happened to its comment since."""
        comment_id = _comment_of(decision_id, self.access)
        try:
            undoing.undo(decision_id, by=self.person)
        except (Stale, IllegalMove) as refusal:
            raise _showing(refusal, comment_id, self.person) from None
        return responses.private(_now(comment_id, self.person))


def _find(comment_id: int, access: Access) -> Comment:
    """Raises NotFound, also for a comment of a site out of reach."""
    found = queue.whole([comment_id]) if comment_id <= fields.MAX_ID else []
    if not found or not access.may_moderate(found[0].site_id):
        raise NotFound
    return found[0]


def _comment_of(decision_id: int, access: Access) -> int:
    decisions = Decision.objects.filter(pk=decision_id) if decision_id <= fields.MAX_ID else Decision.objects.none()
    found = access.filter(decisions, "comment__site").values_list("comment_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _now(comment_id: int, by: Moderator) -> ModeratedCommentJSON:
    """As it is after whatever happened."""
    [body] = comments_json(queue.whole([comment_id]), by)
    return body


def _showing(refusal: Refused, comment_id: int, by: Moderator) -> Refused:
    """The refusal, which says what the comment is now."""
    refusal.current = _now(comment_id, by)
    return refusal


def _after(query: QueryDict, order: str, access: Access) -> int | None:
    """The comment behind which a page begins.

    By where it stands in an order nobody may learn anything of a comment that is out of reach.
    """
    cursor = query.get("cursor")
    if cursor is None:
        return None
    after = parse_id(cursor)
    if after and (order in _BY_ID or access.filter(Comment.objects.filter(pk=after)).exists()):
        return after
    raise Invalid([FieldError("cursor", "invalid", _("This cursor leads nowhere. Begin again without one."))])


def _next_url(query: QueryDict, last: int) -> str:
    following = query.copy()
    following["cursor"] = str(last)
    return f"{conf.public_url()}/api/v1/moderation/comments/?{following.urlencode()}"
