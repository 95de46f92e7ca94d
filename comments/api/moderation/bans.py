"""Bans: listed, laid on a value or on the author of a comment, and lifted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from comments import limits
from comments.api import fields, responses
from comments.api.moderation import asked
from comments.api.moderation.base import ModerationAPIView
from comments.api.moderation.batch_json import batch_json
from comments.api.moderation.managing_shapes import BanJSON, BanListJSON, BanReachJSON, LaidBanJSON
from comments.api.moderation.reading import Moment, OneOf, StrictSerializer, Text, Whole, read
from comments.api.moderation.serializers import person_json
from comments.errors import FieldError, Invalid, NotAllowed, NotFound
from comments.models import Ban, BanEffect, BanKind, Batch, Comment, KeyScope
from comments.moderation import handfuls, reasons
from comments.moderation.authors import ban_list, banning
from comments.moderation.authors.ban_list import TypedBan
from comments.moderation.authors.banning import LEAVE, BanOrder
from comments.reading.as_json import moment, moment_or_none

PARAMETERS = ("site", "kind", "q", "in_force", "cursor", "limit")
REACH_PARAMETERS = ("site", "kind", "value")
LONGEST_WORDS, MAX_NOTE_LENGTH = 200, 2_000
_YES_NO = ("yes", "no")
# What goes with the author of a comment alone.
_OF_COMMENTS = ("waiting", "published", "reason")


class BanFields(StrictSerializer):
    """A ban: of a value on a site or, with `site` null, on all; or of the author of a comment, with what they wrote."""

    site = Text(required=False, allow_null=True, lines=False, max_length=fields.MAX_SLUG_LENGTH)
    comment = Whole(required=False, min_value=1, max_value=fields.MAX_ID)
    kind = OneOf(BanKind.values)
    value = Text(required=False, lines=False, max_length=limits.KEY_LIMIT)
    effect = OneOf(BanEffect.values)
    until = Moment(required=False, allow_null=True)
    note = Text(required=False, allow_blank=True, max_length=MAX_NOTE_LENGTH)
    waiting = OneOf(banning.FATES, required=False)
    published = OneOf(banning.FATES, required=False)
    reason = Text(required=False, allow_blank=True, max_length=MAX_NOTE_LENGTH)
    expected_authors = Whole(required=False, min_value=0, max_value=2**31 - 1)


class BanList(ModerationAPIView):
    """GET and POST moderation/bans/."""

    scopes: ClassVar = {"GET": KeyScope.READ, "POST": KeyScope.MANAGE}

    def get(self, request: Request) -> HttpResponse:
        """The bans of the key's sites, and those of all sites, the latest first."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), PARAMETERS)
        site = asked.site_param(self.access, query)
        rows = self.access.filter(Ban.objects.select_related("site", "by"), with_shared=True)
        rows = _narrowed(rows.filter(Q(site=site) | Q(site=None)) if site else rows, query)

        def behind(ban_id: int, limit: int) -> QuerySet[Ban]:
            return (rows.filter(pk__lt=ban_id) if ban_id else rows).order_by("-pk")[:limit]

        found, following = asked.page(request, behind, lambda ban: ban.pk)
        body: BanListJSON = {"results": [_ban_json(ban) for ban in found], "next": following}
        return responses.private(body)

    def post(self, request: Request) -> HttpResponse:
        """Lay a ban; the same again is the one that is there."""
        data = read(BanFields, request)
        if not self.person.has_perm("comments.add_ban"):
            raise NotAllowed
        if "comment" in data:
            return responses.private(self._of_author(request, data), status=201)
        ban, is_new = self._typed(data)
        body: LaidBanJSON = {"ban": _ban_json(ban), "batch": None}
        return responses.private(body, status=201 if is_new else 200)

    def _typed(self, data: Mapping[str, Any]) -> tuple[Ban, bool]:
        _refuse(data, _OF_COMMENTS, _("This goes with a comment alone."))
        for name in ("site", "value"):
            if name not in data:
                raise Invalid([FieldError(name, "required", _("This is required."))])
        site = asked.site(self.access, data["site"]) if data["site"] is not None else None
        typed = TypedBan(
            site.pk if site else None, data["kind"], data["value"], data["effect"], data.get("until"),
            data.get("note", ""),
        )  # fmt: skip
        if site and data["kind"] != BanKind.EMAIL:
            _value, hits = ban_list.look_at(site.pk, typed.kind, typed.value, by=self.person, now=timezone.now())
            if hits.authors > data.get("expected_authors", 0):
                raise _for_programs(Invalid([banning.look_again(hits.authors)]))
        return ban_list.add(typed, by=self.person)

    def _of_author(self, request: Request, data: Mapping[str, Any]) -> LaidBanJSON:
        _refuse(data, ("site",), _("The ban is of the comment's site."))
        found = self.access.filter(Comment.objects.select_related("site")).filter(pk=data["comment"]).first()
        if found is None:
            raise NotFound
        code, words = "", data.get("reason", "").strip()
        if words and "reject" in (data.get("waiting"), data.get("published")):
            code, words = reasons.split(words, [found.site])
        order = BanOrder(
            kind=data["kind"], value=data.get("value") or banning.value_of(found, data["kind"]), effect=data["effect"],
            until=data.get("until"), waiting=data.get("waiting", LEAVE), published=data.get("published", LEAVE),
            code=code, reason=words, note=data.get("note", ""), seen_authors=data.get("expected_authors", 0),
            key=asked.key_of(request, self.key),
        )  # fmt: skip
        try:
            batch = banning.ban(found.pk, order, by=self.person)
        except Invalid as refusal:
            raise _for_programs(refusal) from None
        if batch.size <= limits.BATCH_AT_ONCE:
            handfuls.carry_out(batch.pk, limit=limits.BATCH_AT_ONCE + 1)
        laid = Batch.objects.select_related("site", "by", "undone_by").get(pk=batch.pk)
        ban = Ban.objects.select_related("site", "by").get(pk=batch.ban_id)
        return {"ban": _ban_json(ban), "batch": batch_json(laid, self.person)}


class BanHits(ModerationAPIView):
    """GET moderation/bans/reach/."""

    def get(self, request: Request) -> HttpResponse:
        """Whom a ban would hit."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), REACH_PARAMETERS)
        site = asked.site(self.access, fields.site_slug(query))
        kind = fields.choice_param(query, "kind", BanKind.values, default="")
        written = fields.line(query, "value", required=True, max_length=limits.KEY_LIMIT)
        now = timezone.now()
        value, hits = ban_list.look_at(site.pk, kind, written, by=self.person, now=now)
        body: BanReachJSON = {
            "value": value, "waiting": hits.waiting, "published": hits.published, "authors": hits.authors,
            "authors_this_month": hits.this_month, "complete": hits.is_complete,
            "for_chiefs": banning.needs_chief(site.pk, kind, value, now=now),
        }  # fmt: skip
        return responses.private(body)


class BanDetail(ModerationAPIView):
    """GET and DELETE moderation/bans/ID/."""

    scopes: ClassVar = {"GET": KeyScope.READ, "DELETE": KeyScope.MANAGE}

    def get(self, request: Request, ban_id: int) -> HttpResponse:
        """One ban."""
        fields.refuse_unknown(request.query_params.keys(), ())
        rows = self.access.filter(Ban.objects.select_related("site", "by"), with_shared=True)
        found = rows.filter(pk=ban_id).first()
        if found is None:
            raise NotFound
        return responses.private(_ban_json(found))

    def delete(self, request: Request, ban_id: int) -> HttpResponse:
        """Lift a ban."""
        fields.refuse_unknown(request.query_params.keys(), ())
        if not self.person.has_perm("comments.delete_ban"):
            raise NotAllowed
        ban_list.lift(ban_id, by=self.person)
        return responses.private_empty()


def _narrowed(rows: QuerySet[Ban], query: Any) -> QuerySet[Ban]:
    kind = fields.choice_param(query, "kind", BanKind.values, default="") if "kind" in query else ""
    words = fields.line(query, "q", max_length=LONGEST_WORDS)
    in_force = fields.choice_param(query, "in_force", _YES_NO, default="") if "in_force" in query else ""
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(Q(value__icontains=words) | Q(note__icontains=words))
    if in_force:
        lasting = Q(until=None) | Q(until__gt=timezone.now())
        rows = rows.filter(lasting if in_force == "yes" else ~lasting)
    return rows


def _refuse(data: Mapping[str, Any], names: Sequence[str], sentence: str) -> None:
    if needless := [FieldError(name, "not-together", sentence) for name in names if name in data]:
        raise Invalid(needless)


def _for_programs(refusal: Invalid) -> Invalid:
    """Name the fields that programs send in a refusal that names those of the desk."""
    names = {"look-again": "expected_authors", "unknown": "reason"}
    return Invalid([replace(one, field=names.get(one.code, one.field)) for one in refusal.errors])


def _ban_json(ban: Ban) -> BanJSON:
    """A ban, which came with its site and with who laid it."""
    return {
        "id": ban.pk, "site": ban.site.slug if ban.site else None, "kind": ban.kind, "value": ban.value,
        "effect": ban.effect, "until": moment_or_none(ban.until), "note": ban.note,
        "by": person_json(ban.by) if ban.by else None, "created_at": moment(ban.created_at),
        "in_force": ban.until is None or ban.until > timezone.now(),
    }  # fmt: skip
