"""What is owed to people and programs outside, and what became of it: for chief moderators, of their sites."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.access import audit
from comments.access.membership import access_of
from comments.admin.author_links import by_of
from comments.admin.base import CommentsModelAdmin
from comments.admin.limited import BY_SITE
from comments.deliveries import by_hand, channels, owing
from comments.models import AuditVerb, Channel, Delivery, WebhookEvent

# The list ends behind so many rows; what was longer ago is found by its filters.
_LONGEST_LIST = 10_000
_ATTEMPTS_SHOWN = 20
# Where the recipient of a name such as "user:7" has a page in the admin.
_PAGES = {
    "user": "admin:comments_membership_changelist", "comment": "admin:comments_comment_change",
    "chat": "admin:comments_chatchannel_change", "endpoint": "admin:comments_webhookendpoint_change",
}  # fmt: skip
_NAMES = {
    "user": gettext_lazy("moderator %(id)s"), "comment": gettext_lazy("author of comment %(id)s"),
    "chat": gettext_lazy("chat %(id)s"), "endpoint": gettext_lazy("webhook %(id)s"),
    "subscriber": gettext_lazy("reader %(id)s"),
}  # fmt: skip


_KINDS = {
    **dict(WebhookEvent.choices), "moderators.waiting": gettext_lazy("Comments wait for moderators"),
    "replies": gettext_lazy("Replies to a reader"), "confirm": gettext_lazy("Asks whether an address is theirs"),
    "author.published": gettext_lazy("The author's comment was published"),
    "author.rejected": gettext_lazy("The author's comment was rejected"), "test": gettext_lazy("A test"),
}  # fmt: skip


class _Bounded(Paginator):  # type: ignore[type-arg]  # generic in the type stubs only
    object_list: QuerySet[Delivery]

    """Counts no further than the list goes."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by()[:_LONGEST_LIST].count())


class _ByKind(admin.SimpleListFilter):
    title = gettext_lazy("what is told")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, str(_KINDS.get(kind, kind))) for kind in channels.kinds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Delivery)
class DeliveryAdmin(CommentsModelAdmin):
    """Nothing is added or edited by hand: it is sent again, or stopped."""

    change_list_template = "admin/comments/delivery/change_list.html"
    audited_as = None  # its actions write the log
    changed_by_chiefs = True
    paginator = _Bounded
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they would count every row
    list_display = [
        "happened_at",
        "kind_name",
        "channel",
        "to_whom",
        "owner",
        "state",
        "attempts",
        "next_or_end",
        "answer",
    ]
    list_filter = ["state", "channel", _ByKind, BY_SITE]
    list_select_related = ["site"]
    list_per_page = 50
    list_max_show_all = 0
    sortable_by = ()
    actions = ["send_again", "stop"]
    fields = (
        "happened_at", "kind_name", "channel", "to_whom", "owner", "of_comment", "state", "attempts", "next_or_end",
        "answer", "message_id", "latest",
    )  # fmt: skip
    readonly_fields = fields

    def of_sites(self, request: HttpRequest, queryset: Any) -> Any:
        access = access_of(request.user)
        return access.filter_led(queryset, with_shared=access.chief_of(None))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = request.user.has_perm("comments.change_site") and access_of(request.user).is_chief
        return may and (obj is None or self.reaches(request, obj.site_id, as_chief=True))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """With its site, its thread or its comment alone."""
        match = request.resolver_match
        is_here = match is not None and (match.url_name or "").startswith("comments_delivery")
        return self.has_view_permission(request, obj) and not is_here

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, below what is owed now: how much of which kind, and since when."""
        owed = owing.count(self.get_queryset(request)) if self.has_view_permission(request) else None
        rows = [(Channel(row.channel).label, _KINDS.get(row.kind, row.kind), row) for row in owed.rows] if owed else []
        told = {"owed": owed, "owed_rows": rows, **(extra_context or {})}
        answer: HttpResponse = super().changelist_view(request, told)
        return answer

    @admin.display(description=gettext_lazy("What is told"))
    def kind_name(self, row: Delivery) -> str:
        return str(_KINDS.get(row.kind, row.kind))

    @admin.display(description=gettext_lazy("Message id"))
    def message_id(self, row: Delivery) -> str:
        return str(row.uuid)

    @admin.display(description=gettext_lazy("Recipient"))
    def to_whom(self, row: Delivery) -> str:
        sort, _colon, number = row.recipient.partition(":")
        name = str(_NAMES.get(sort, row.recipient)) % {"id": number}
        if sort not in _PAGES or not number.isdecimal():
            return name
        try:
            page = reverse(_PAGES[sort], args=[] if sort == "user" else [number])
        except NoReverseMatch:
            return name
        return format_html('<a href="{}">{}</a>', page, name)

    @admin.display(description=gettext_lazy("Site"))
    def owner(self, row: Delivery) -> str:
        return str(row.site) if row.site else _("Several sites")

    @admin.display(description=gettext_lazy("Comment"))
    def of_comment(self, row: Delivery) -> str:
        if row.comment_id is None:
            return "-"
        page = reverse("admin:comments_comment_change", args=[row.comment_id])
        return format_html('<a href="{}">#{}</a>', page, row.comment_id)

    @admin.display(description=gettext_lazy("Next attempt, or end"))
    def next_or_end(self, row: Delivery) -> str:
        when = row.due if row.ended_at is None else row.ended_at
        sentence = _("next attempt: %(when)s") if row.ended_at is None else _("ended: %(when)s")
        return sentence % {"when": _written(when)}

    @admin.display(description=gettext_lazy("Latest attempts"))
    def latest(self, row: Delivery) -> SafeString | str:
        log = reversed(row.log.order_by("-pk")[:_ATTEMPTS_SHOWN])
        lines = [(_written(one.at), one.milliseconds, one.outcome, one.request, one.answer) for one in log]
        if not lines:
            return _("Requests and answers are kept of webhooks alone.")
        item = "<li>{}, {} ms: {}<details><summary>" + _("Request and answer")
        item += '</summary><pre class="as-typed">{}</pre><pre class="as-typed">{}</pre></details></li>'
        return format_html("<ol>{}</ol>", format_html_join("", item, lines))

    @admin.action(description=gettext_lazy("Send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        count = self._done(request, rows, by_hand.send_again, _("Sent again by hand."))
        sentence = ngettext("%(count)d message is sent again.", "%(count)d messages are sent again.", count)
        self._tell(request, sentence, count, _("These are still owed: they are tried by themselves."))

    @admin.action(description=gettext_lazy("Stop"), permissions=["view"])
    def stop(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        count = self._done(request, rows, by_hand.stop, _("Stopped by hand."))
        sentence = ngettext(
            "%(count)d message is not sent any more.", "%(count)d messages are not sent any more.", count
        )
        self._tell(request, sentence, count, _("These had ended before: there was nothing to stop."))

    def _done(
        self,
        request: HttpRequest,
        rows: QuerySet[Delivery],
        do: Callable[..., list[Delivery]],
        told: str,
    ) -> int:
        """Do it with the rows of a list at most, and write the log in the same transaction: one line for each site."""
        now, by = timezone.now(), by_of(request)
        changed = do(list(rows.order_by("-pk").values_list("pk", flat=True)[:_LONGEST_LIST]), now=now)
        for site_id in sorted({row.site_id for row in changed}, key=lambda site_id: site_id or 0):
            audit.write(AuditVerb.DELIVERY, _summary(changed, site_id, told), by=by, site_id=site_id, now=now)
        return len(changed)

    def _tell(self, request: HttpRequest, sentence: str, count: int, nothing: str) -> None:
        if count:
            self.message_user(request, sentence % {"count": count}, messages.SUCCESS)
        else:
            self.message_user(request, nothing, messages.WARNING)


def _summary(changed: Collection[Delivery], site_id: int | None, told: str) -> str:
    """Such as “3 of comment.published to endpoint:7. Stopped by hand.”"""
    here = [f"{row.kind} → {row.recipient}" for row in changed if row.site_id == site_id]
    counted = ", ".join(f"{here.count(what)} x {what}" for what in sorted(set(here)))
    return f"{counted}. {told}"


def _written(when: datetime | None) -> str:
    return date_format(timezone.localtime(when), "DATETIME_FORMAT") if when else "-"
