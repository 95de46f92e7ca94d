"""Decisions on many comments: begun, followed, paused, stopped and taken back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from comments import limits
from comments.api import fields, responses
from comments.api.moderation import asked, filters
from comments.api.moderation.base import ModerationAPIView
from comments.api.moderation.batch_json import batch_json, followed_batch_json, left_out_json, matched_json
from comments.api.moderation.filters import CommentFilters
from comments.api.moderation.managing_shapes import BatchListJSON, LeftCommentJSON, LeftCommentsJSON
from comments.api.moderation.reading import OneOf, Several, StrictSerializer, Text, Whole, read
from comments.errors import FieldError, IllegalMove, Invalid, NotFound, Refused, Stale
from comments.models import Action, Batch, BatchKind, Comment, KeyScope, Site
from comments.moderation import batch_access, batches, freezing, handfuls, matched, reasons, ticked
from comments.statuses import Status

PARAMETERS = ("site", "cursor", "limit")
MOST_CHOSEN = 500
MAX_REASON_LENGTH = 2_000
MOVABLE = [status.value for status in (Status.PENDING, Status.APPROVED, Status.REJECTED, Status.SPAM)]
CHANGES: dict[str, Callable[..., Batch]] = {
    "pause": batches.pause, "go-on": batches.go_on, "stop": batches.stop, "undo": batches.undo,
}  # fmt: skip


class ChosenComment(StrictSerializer):
    """A comment at the version that was seen."""

    id = Whole(min_value=1, max_value=fields.MAX_ID)
    version = Whole(min_value=1, max_value=fields.MAX_ID)


class BatchFields(StrictSerializer):
    """What to decide, on these comments or on all that a filter finds."""

    action = OneOf([Action(name).value for name in freezing.ACTIONS])
    comments = Several(most=MOST_CHOSEN, child=ChosenComment(), required=False, allow_empty=False)
    filter = CommentFilters(required=False)
    among = Several(most=len(MOVABLE), child=OneOf(MOVABLE), required=False, allow_empty=False)
    expected = Whole(required=False, min_value=0, max_value=matched.MOST)
    last = Whole(required=False, allow_null=True, min_value=1, max_value=fields.MAX_ID)
    reason = Text(required=False, allow_blank=True, max_length=MAX_REASON_LENGTH)


class BatchList(ModerationAPIView):
    """GET and POST moderation/batches/."""

    scopes: ClassVar = {"GET": KeyScope.READ, "POST": KeyScope.MANAGE}

    def get(self, request: Request) -> HttpResponse:
        """The batches of the key's sites, the latest first."""
        fields.refuse_unknown(request.query_params.keys(), PARAMETERS)
        site = asked.site_param(self.access, request.query_params)
        rows = _within_reach(self)
        rows = rows.filter(site=site) if site else rows

        def behind(batch_id: int, limit: int) -> QuerySet[Batch]:
            return (rows.filter(pk__lt=batch_id) if batch_id else rows).order_by("-pk")[:limit]

        found, following = asked.page(request, behind, lambda batch: batch.pk)
        body: BatchListJSON = {"results": [batch_json(one, self.person) for one in found], "next": following}
        return responses.private(body)

    def post(self, request: Request) -> HttpResponse:
        """Decide on many comments as they are now; a worker carries it out, of few this request itself."""
        data = read(BatchFields, request)
        _refuse_mixed(data)
        key = asked.key_of(request, self.key)
        batch, left = asked.begun(self.person, key), list[LeftCommentJSON]()
        if batch is None:
            begin = self._begin_chosen if "comments" in data else self._begin_matching
            batch, left = begin(data, key)
            _carry_out_few(batch)
        found = _within_reach(self).get(pk=batch.pk)
        return responses.private(followed_batch_json(found, self.person, left), status=202)

    def _begin_chosen(self, data: Mapping[str, Any], key: str) -> tuple[Batch, list[LeftCommentJSON]]:
        """Of those that are as they were seen; raises Stale, with the others, or NotFound, where none is."""
        versions = {one["id"]: one["version"] for one in data["comments"]}
        seen = ticked.look_at(versions, data["action"], by=self.person)
        left = [left_out_json(one, versions[one.comment_id]) for one in seen.left_out]
        if all(one.comment is None for one in seen.left_out) and not seen.as_seen:
            raise NotFound
        now: LeftCommentsJSON = {"left": left}
        if not seen.as_seen:
            raise _showing(Stale(_("None of these comments can be decided like this any more.")), now)
        return self._begin(data, BatchKind.SELECTION, seen.comments(), key, now), left

    def _begin_matching(self, data: Mapping[str, Any], key: str) -> tuple[Batch, list[LeftCommentJSON]]:
        """Of all that the filter finds; raises Stale, with what it finds, where that is more than expected."""
        try:
            chosen = filters.selection(data["filter"], self.access, self.person).matching(now=timezone.now())
        except Invalid as refusal:
            raise Invalid([replace(one, field="filter", inside=(one.field,)) for one in refusal.errors]) from None
        among = data.get("among") or data["filter"].get("status")
        found = matched.of(chosen, data["action"], among, last=data.get("last"))
        if found.is_too_many or found.number > data["expected"]:
            raise _showing(Stale(_("These are more comments than you expected.")), matched_json(found))
        if not found.number:
            raise _showing(IllegalMove(_("No comment is left to decide on.")), matched_json(found))
        # What came while they were counted is not among them.
        counted = found.comments.filter(pk__lte=found.last)
        return self._begin(data, BatchKind.MATCHING, counted, key, matched_json(found)), []

    def _begin(
        self, data: Mapping[str, Any], kind: BatchKind, comments: QuerySet[Comment], key: str, now: object
    ) -> Batch:
        code, words = "", data.get("reason", "").strip()
        if data["action"] == Action.REJECT and words:
            code, words = reasons.split(words, Site.objects.filter(pk__in=comments.order_by().values("site")))
        try:
            return batches.decide(
                data["action"], by=self.person, kind=kind, comments=comments, code=code, reason=words, key=key,
                with_published=True,
            )  # fmt: skip
        except Invalid as refusal:
            raise Invalid([replace(one, field="reason") for one in refusal.errors]) from None
        except IllegalMove as refusal:
            raise _showing(refusal, now) from None


class BatchDetail(ModerationAPIView):
    """GET moderation/batches/ID/."""

    def get(self, request: Request, batch_id: int) -> HttpResponse:
        """How far it is, and what it left as it was."""
        fields.refuse_unknown(request.query_params.keys(), ())
        return responses.private(followed_batch_json(find(self, batch_id), self.person))


class BatchChange(ModerationAPIView):
    """POST moderation/batches/ID/CHANGE/."""

    scopes: ClassVar = {"POST": KeyScope.MANAGE}

    def post(self, request: Request, batch_id: int, change: str) -> HttpResponse:
        """Pause it, go on with it, stop it or take it back; what is so already is not changed."""
        if change not in CHANGES:
            raise NotFound
        read(StrictSerializer, request)
        find(self, batch_id)
        try:
            batch = CHANGES[change](batch_id, by=self.person)
        except (Stale, IllegalMove) as refusal:
            raise _showing(refusal, batch_json(find(self, batch_id), self.person)) from None
        if change in ("undo", "go-on"):
            _carry_out_few(batch)
        return responses.private(followed_batch_json(find(self, batch_id), self.person))


def find(view: ModerationAPIView, batch_id: int) -> Batch:
    """A batch that the key's person may see, and that lies where the key reaches. Raises NotFound."""
    found = _within_reach(view).filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return found


def _within_reach(view: ModerationAPIView) -> QuerySet[Batch]:
    """A key of one site reaches no batch of several sites, though its person began it: the others would be changed."""
    rows = batch_access.visible(view.person)
    return rows if view.key.site_id is None else rows.filter(site=view.key.site_id)


def _showing(refusal: Refused, now: object) -> Refused:
    refusal.current = now
    return refusal


def _carry_out_few(batch: Batch) -> None:
    """As the desk does: of more comments a worker was told."""
    if batch.size <= limits.BATCH_AT_ONCE:
        handfuls.carry_out(batch.pk, limit=limits.BATCH_AT_ONCE + 1)


def _refuse_mixed(data: Mapping[str, Any]) -> None:
    """Raise Invalid unless it says either which comments are meant, or what finds them and how many these are."""
    if ("comments" in data) == ("filter" in data):
        raise Invalid([FieldError("", "required", _("Send either comments or filter."))])
    if "filter" in data and "expected" not in data:
        raise Invalid([FieldError("expected", "required", _("This is required."))])
    needless = data.keys() & {"among", "expected", "last"} if "comments" in data else set()
    if needless:
        sentence = _("This goes with filter alone.")
        raise Invalid([FieldError(name, "not-together", sentence) for name in sorted(needless)])
