"""Comments that say nearly the same, decided on all at once; and the floods that bring them."""

import secrets
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.admin.base import CommentsModelAdmin
from comments.admin.decision_forms import keep_draft, outliving_sessions, reason_in, signed_for, take_draft
from comments.admin.limited import BY_SITE
from comments.admin.time_zone import in_site_time_zone
from comments.errors import Refused, Stale
from comments.models import BatchCluster, Cluster, Comment, Flood
from comments.moderation import batches, clusters, handfuls
from comments.moderation.batches import Progress
from comments.moderation.clusters import Reach
from comments.statuses import Status
from comments.text import markup
from comments.text.parsing import parse_id

SAMPLES = 20
DECISIONS = 20
LABELS = {
    "approve": gettext_lazy("Approve all %(n)d"),
    "reject": gettext_lazy("Reject all %(n)d"),
    "spam": gettext_lazy("Mark all %(n)d as spam"),
}
SOME = {
    "approve": LABELS["approve"],
    "reject": gettext_lazy("Reject %(n)d"),
    "spam": gettext_lazy("Mark %(n)d as spam"),
}
DECIDED = {
    "approve": gettext_lazy("Approved"),
    "reject": gettext_lazy("Rejected"),
    "spam": gettext_lazy("Marked as spam"),
}


class _Watched(CommentsModelAdmin):
    """Nothing to add, edit or delete by hand; whoever may see comments may see it."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = request.user.has_perm("comments.view_comment") or request.user.has_perm("comments.change_comment")
        return may and (access_of(request.user).is_moderator if obj is None else self.reaches(request, obj.site_id))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Cluster)
class ClusterAdmin(_Watched):
    change_list_template = "admin/comments/cluster/change_list.html"
    list_display = ["excerpt", "size", "waiting", "site", "first_at", "last_at", "followed"]
    list_filter = [BY_SITE]
    ordering = ["-last_at", "-id"]
    list_per_page = 50
    list_select_related = ["site"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        """With the earliest text that is left, how many still wait, and the decisions that new ones follow."""
        members = Comment.objects.filter(cluster=OuterRef("pk"))
        waiting = members.filter(status=Status.PENDING).order_by().values("cluster").annotate(n=Count("pk"))
        followed = BatchCluster.objects.filter(batch__undone_at=None, stands_until__gt=timezone.now())
        found = self._seen_by(request).annotate(
            text=Subquery(members.order_by("cluster_place").values("text")[:1]),
            waiting=Coalesce(Subquery(waiting.values("n")), 0),
        )
        return found.prefetch_related(Prefetch("chosen_in", followed.select_related("batch__by"), to_attr="followed"))

    def _seen_by(self, request: HttpRequest) -> QuerySet[Cluster]:
        return self.of_sites(request, Cluster.objects.all())

    @admin.display(description=gettext_lazy("Text"))
    def excerpt(self, cluster: Any) -> SafeString:  # Any: with what get_queryset adds
        text = SafeString(markup.escape_typed(markup.excerpt(cluster.text or "")))
        return format_html('<span dir="auto">{}</span>', text or _("(nothing left)"))

    @admin.display(description=gettext_lazy("Waiting"), ordering="waiting")
    def waiting(self, cluster: Any) -> int:
        return int(cluster.waiting)

    @admin.display(description=gettext_lazy("New comments like these"))
    def followed(self, cluster: Any) -> str:
        return ", ".join(f"{DECIDED[row.batch.action]} ({row.batch.by})" for row in cluster.followed) or "-"

    def get_urls(self) -> list[URLPattern]:
        decide, undo = (outliving_sessions(self.admin_site, view) for view in (self.decide, self.undo))
        return [
            path("<int:cluster_id>/decide/", decide, name="comments_cluster_decide"),
            path("<int:cluster_id>/undo/<int:batch_id>/", undo, name="comments_cluster_undo"),
            *super().get_urls(),
        ]

    @in_site_time_zone
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A page of our own: what they say, what can be decided on all, and what was."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        cluster = get_object_or_404(self._seen_by(request).select_related("site"), pk=parse_id(object_id) or 0)
        may_decide = request.user.has_perm("comments.change_comment")
        context = {
            **self.admin_site.each_context(request),
            "title": str(cluster),
            "opts": self.opts,
            "media": self.media,
            "cluster": cluster,
            "samples": _samples(cluster),
            **(_choices(cluster) if may_decide else {}),
            "decided": _decided(cluster),
            "may_decide": may_decide,
            "seen": clusters.version_of(cluster),
            "shown_to": signed_for(request.user),
            "key": secrets.token_hex(8),
            "kept": take_draft(request, reverse("admin:comments_cluster_decide", args=[cluster.pk]), DECIDED),
        }
        return TemplateResponse(request, "admin/comments/cluster/cluster.html", context)

    def decide(self, request: HttpRequest, cluster_id: int) -> HttpResponse:
        """One of the buttons of a card; asked for without one, as after a login, the card."""
        if request.method != "POST":
            return _to_cluster(cluster_id)
        moderator, cluster = _moderator(request), get_object_or_404(self._seen_by(request), pk=cluster_id)
        action, stands = request.POST.get("action", ""), "stands" in request.POST
        covers, seen = (parse_id(request.POST.get(name, "")) for name in ("covers", "seen"))
        try:
            decided = batches.decide_cluster(
                cluster.pk, action, by=moderator, stands=stands, with_published="with_published" in request.POST,
                covers=covers or 0, seen=-1 if seen is None else seen, reason=reason_in(request),
                key=request.POST.get("key", "")[:32],
            )  # fmt: skip
        except Refused as refusal:
            text = _meanwhile(cluster) if isinstance(refusal, Stale) else refusal.message
            self.message_user(request, text, messages.WARNING)
            keep_draft(request, str(moderator.pk))
        else:
            handfuls.carry_out(decided.pk)
            self.message_user(request, _noted(action, stands=stands), messages.SUCCESS)
        return _to_cluster(cluster.pk)

    def undo(self, request: HttpRequest, cluster_id: int, batch_id: int) -> HttpResponse:
        """Take a decision back that was made on this cluster, alone or with others; then the card again."""
        cluster = get_object_or_404(self._seen_by(request), pk=cluster_id)
        decision = get_object_or_404(cluster.batches, pk=batch_id)
        if request.method != "POST":
            return _to_cluster(cluster.pk)
        try:
            batches.undo(decision.pk, by=_moderator(request))
            handfuls.carry_out(decision.pk)
        except Refused as refusal:
            text = _meanwhile(cluster) if isinstance(refusal, Stale) else refusal.message
            self.message_user(request, text, messages.WARNING)
        else:
            text = _("Your decision is being undone. Comments that nobody has changed since are put back as before.")
            self.message_user(request, text, messages.SUCCESS)
        return _to_cluster(cluster.pk)


@admin.register(Flood)
class FloodAdmin(_Watched):
    list_display = ["site", "began_at", "last_at", "ended_at", "comments", "alike", "usually"]
    list_display_links = None
    list_filter = [BY_SITE]
    list_select_related = ["site"]

    @admin.display(description=gettext_lazy("Usual number in ten minutes"), ordering="usual")
    def usually(self, flood: Flood) -> str:
        return f"{flood.usual:.1f}"


def _moderator(request: HttpRequest) -> Moderator:
    if not isinstance(request.user, Moderator) or not request.user.has_perm("comments.change_comment"):
        raise PermissionDenied
    return request.user


def _to_cluster(cluster_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:comments_cluster_change", args=[cluster_id]))


def _samples(cluster: Cluster) -> list[Comment]:
    """The first ones and the latest, since what is alike to what is alike may have drifted."""
    members = cluster.comments.select_related("thread__site")
    first = list(members.order_by("cluster_place")[: SAMPLES // 2])
    seen = [comment.pk for comment in first]
    latest = members.exclude(pk__in=seen).order_by("-cluster_place")[: SAMPLES - len(first)]
    return first + list(latest)[::-1]


def _choices(cluster: Cluster) -> dict[str, Any]:
    """The buttons that would move something, and what can be ticked."""
    reach = clusters.reach(cluster)
    buttons = {action: _button(action, reach) for action in LABELS}
    can_stand = any(buttons.values()) and clusters.can_stand(cluster)
    published = {"published": reach.published, "waiting": reach.moved["approve"]}
    return {"buttons": {action: text for action, text in buttons.items() if text}, "can_stand": can_stand, **published}


def _button(action: str, reach: Reach) -> str:
    """Without text if it would move nothing, whatever is ticked."""
    n, published = reach.moved[action], reach.published if action != "approve" else 0
    if not published:
        return str(LABELS[action] % {"n": n}) if n else ""
    left = ngettext("%(n)d published comment stays", "%(n)d published comments stay", published) % {"n": published}
    return f"{SOME[action] % {'n': n}} ({left})"


def _decided(cluster: Cluster) -> list[tuple[BatchCluster, str, Progress]]:
    """The latest."""
    rows = cluster.chosen_in.select_related("batch__by", "batch__undone_by").order_by("-batch_id")[:DECISIONS]
    return [(row, str(DECIDED[row.batch.action]), batches.progress(row.batch)) for row in rows]


def _meanwhile(cluster: Cluster) -> str:
    """Why nothing was changed: the last that was decided or undone, and whether the worker is still at it."""
    last = cluster.batches.select_related("by", "undone_by").order_by(Coalesce("undone_at", "created_at")).last()
    if last is None:
        return str(Stale.message)
    progress = batches.progress(last)
    words = {"action": DECIDED[last.action], "done": progress.looked_at, "total": progress.total}
    if last.undone_at is not None:
        done = _(
            "Nothing was changed, because %(by)s undid “%(action)s” in the meantime: %(done)d of %(total)d put back."
        )
        return done % {**words, "done": last.undone, "total": last.done, "by": last.undone_by}
    done = _("Nothing was changed, because %(by)s chose “%(action)s” in the meantime: %(done)d of %(total)d done.")
    return done % {**words, "by": last.by} + (f" {last.reason}" if last.reason else "")


def _noted(action: str, *, stands: bool) -> str:
    noted = _("Your decision is being carried out. Comments that somebody has already decided stay as they are.")
    if stands and action == "approve":
        return (
            noted + " " + _("New comments like these wait for a moderator, since a similar text may have another link.")
        )
    return noted
