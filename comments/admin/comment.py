"""Comments, newest first: what they say, why they wait, and the decisions, all of which go through moderation."""

import re
from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.admin.author_links import author_links
from comments.admin.base import CommentsModelAdmin
from comments.admin.decision_forms import (
    decided_meanwhile,
    keep_draft,
    outliving_sessions,
    reason_in,
    signed_for,
    take_draft,
)
from comments.admin.filters import SimilarFilter, WhatForFilter
from comments.admin.limited import BY_SITE
from comments.desk.explanation import explanation_of, objections
from comments.errors import IllegalMove, NotFound, ReasonNeeded, Stale
from comments.models import Comment
from comments.moderation import decisions
from comments.reading import permalinks
from comments.statuses import Status
from comments.text import markup
from comments.text.parsing import parse_id

LABELS = {
    "approve": gettext_lazy("Approve"),
    "reject": gettext_lazy("Reject"),
    "spam": gettext_lazy("Mark as spam"),
    "review": gettext_lazy("Put under review again"),
    "restore": gettext_lazy("Undo the last decision"),
}
DONE = {
    "approve": gettext_lazy("approved"),
    "reject": gettext_lazy("rejected"),
    "spam": gettext_lazy("marked as spam"),
    "review": gettext_lazy("put under review again"),
    "restore": gettext_lazy("put back as before"),
}


_VERSION = re.compile(r"version_(\d{1,18})", re.ASCII)
_OBJECTION = (
    '<span class="objection"><span class="mark mark-{}" aria-hidden="true">{}</span>'
    '<span class="visually-hidden">{}: </span><span class="reason">{}</span></span>'
)


@admin.register(Comment)
class CommentAdmin(CommentsModelAdmin):
    """Status and what a visitor sent are read-only; everything shown of it is escaped."""

    audited_as = None
    list_display = ["excerpt", "state", "reasons", "suspicion_percent", "author", "article", "created_at"]
    list_display_links = ["excerpt"]
    list_filter = ["status", WhatForFilter, SimilarFilter, BY_SITE, "created_at"]
    search_fields = ["text", "name", "email", "email_canonical", "url", "address", "thread__title", "thread__key"]
    ordering = ["-id"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["approve", "reject", "spam", "review", "restore"]
    change_list_template = "admin/comments/comment/change_list.html"
    change_form_template = "admin/comments/comment/change_form.html"
    fieldsets = [
        (None, {"fields": ["text_as_typed", "in_reply_to", "article", "created_at"]}),
        (gettext_lazy("Author"), {"fields": ["name", "email", "url", "address", "user_agent"]}),
        (gettext_lazy("HTML that is shown"), {"fields": ["shown_as"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return self.of_sites(request, Comment.objects.for_moderators().select_related("cluster"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """Rows stay, for the replies below them; moderation.delete erases what was sent."""
        return False

    def save_model(self, request: HttpRequest, obj: Comment, form: Any, change: Any) -> None:
        """Saves nothing: the whole row, as it was loaded, would undo what was decided meanwhile."""

    def get_readonly_fields(self, request: HttpRequest, obj: Comment | None = None) -> list[str]:
        return ["text_as_typed", "in_reply_to", "article", "created_at", "name", "email", "url", "address",
                "user_agent", "shown_as"]  # fmt: skip

    @admin.display(description=gettext_lazy("Comment"), ordering="id")
    def excerpt(self, comment: Comment) -> SafeString:
        """With the version that stands on this screen, which the action decides on."""
        text = SafeString(markup.escape_typed(markup.excerpt(comment.text)))
        return format_html(
            '<span dir="auto">{}</span><input type="hidden" form="changelist-form" name="version_{}" value="{}">',
            text or _("(nothing left)"), comment.pk, comment.version,
        )  # fmt: skip

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def state(self, comment: Comment) -> SafeString:
        return format_html(
            '<span class="status-pill status-{}">{}</span>', comment.status, comment.get_status_display()
        )

    @admin.display(description=gettext_lazy("Author"), ordering="name")
    def author(self, comment: Comment) -> SafeString:
        return format_html("<bdi>{}</bdi><br><small>{}</small>", comment.name or _("Anonymous"), comment.email)

    @admin.display(description=gettext_lazy("Article"), ordering="thread__title")
    def article(self, comment: Comment) -> SafeString:
        return format_html('<a href="{}">{}</a>', permalinks.address_of(comment.thread), str(comment.thread))

    @admin.display(description=gettext_lazy("What the checks object to"))
    def reasons(self, comment: Comment) -> SafeString:
        if not comment.is_screened:
            return format_html("<em>{}</em>", _("Not checked yet"))
        said = [(one.mark.style, one.mark.icon, one.mark.word, one.reason) for one in objections(comment)]
        return format_html_join("", _OBJECTION, said) + _similar(comment)

    @admin.display(description=gettext_lazy("Suspicion"), ordering="suspicion")
    def suspicion_percent(self, comment: Comment) -> SafeString:
        if not comment.is_screened:
            return SafeString()
        return format_html('<span class="narrow">{}</span> {} %', _("Suspicion"), round(comment.suspicion * 100))

    @admin.display(description=gettext_lazy("In reply to"))
    def in_reply_to(self, comment: Comment) -> str:
        if comment.parent is None:
            return "-"
        name, text = comment.parent.name or _("Anonymous"), markup.excerpt(comment.parent.text)
        return format_html("<bdi>{}</bdi>: <bdi>{}</bdi>", name, SafeString(markup.escape_typed(text)))

    @admin.display(description=gettext_lazy("Text as typed"))
    def text_as_typed(self, comment: Comment) -> SafeString:
        return format_html('<div class="as-typed">{}</div>', SafeString(markup.escape_typed(comment.text)))

    @admin.display(description=gettext_lazy("HTML that is shown"))
    def shown_as(self, comment: Comment) -> SafeString:
        """The source, escaped: nothing that a visitor sent is rendered in the admin."""
        return format_html('<pre class="as-typed">{}</pre>', comment.html or "")

    @admin.action(description=LABELS["approve"], permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._decide_all(request, queryset, "approve")

    @admin.action(description=LABELS["reject"], permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._decide_all(request, queryset, "reject")

    @admin.action(description=LABELS["spam"], permissions=["change"])
    def spam(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._decide_all(request, queryset, "spam")

    @admin.action(description=LABELS["review"], permissions=["change"])
    def review(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._decide_all(request, queryset, "review")

    @admin.action(description=LABELS["restore"], permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._decide_all(request, queryset, "restore")

    def _decide_all(self, request: HttpRequest, queryset: QuerySet[Comment], action: str) -> None:
        """Decide on those ticked that were on the screen, even if a colleague's decision took them off the list."""
        on_screen = [int(found[1]) for name in request.POST if (found := _VERSION.fullmatch(name))]
        if request.POST.get("select_across", "0") == "0":
            ticked = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
            on_screen = [comment_id for comment_id in on_screen if str(comment_id) in ticked]
        if not on_screen:
            text = _(
                "The list was sent without the versions of its comments, so nothing was changed. Choose there again."
            )
            self.message_user(request, text, messages.WARNING)
        comments = self.get_queryset(request).in_bulk(on_screen)
        for comment_id in sorted(set(on_screen) - set(comments)):
            text = _("Comment %(id)d was deleted in the meantime.") % {"id": comment_id}
            self.message_user(request, text, messages.WARNING)
        decided = sum(self._decide(request, comment, action) is not None for comment in comments.values())
        if decided:
            text = ngettext("%(n)d comment %(action)s.", "%(n)d comments %(action)s.", decided)
            self.message_user(request, text % {"n": decided, "action": DONE[action]}, messages.SUCCESS)

    def _decide(self, request: HttpRequest, comment: Comment, action: str, reason: str = "") -> Comment | None:
        """Decide on the version that was on the screen; say what could not be done, and what was done instead."""
        version = parse_id(request.POST.get(f"version_{comment.pk}", "")) or 0
        try:
            return decisions.ACTIONS[action](comment.pk, by=request.user, version=version, reason=reason)
        except Stale as refusal:
            meanwhile = comment.decisions.filter(version__gt=version).select_related("by").last() if version else None
            text = decided_meanwhile(meanwhile) if meanwhile else refusal.message
        except (IllegalMove, NotFound, ReasonNeeded) as refusal:
            text = refusal.message
        self.message_user(request, _("%(comment)s: %(text)s") % {"comment": comment, "text": text}, messages.WARNING)
        return None

    def get_urls(self) -> list[URLPattern]:
        decide = outliving_sessions(self.admin_site, self.decide)
        return [path("<int:comment_id>/decide/", decide, name="comments_comment_decide"), *super().get_urls()]

    def decide(self, request: HttpRequest, comment_id: int) -> HttpResponse:
        """One of the buttons of a comment's page; asked for without one, as after a login, that page."""
        if request.method != "POST":
            return HttpResponseRedirect(self._page_of(request, comment_id))
        comment = get_object_or_404(self.of_sites(request, Comment.objects.all()), pk=comment_id)
        if not self.has_change_permission(request, comment):
            raise PermissionDenied
        action = request.POST.get("action", "")
        if action not in decisions.ACTIONS:
            return HttpResponseRedirect(self._page_of(request, comment_id))
        decided = self._decide(request, comment, action, reason_in(request))
        if decided is None:
            keep_draft(request, str(request.user.pk))
            return HttpResponseRedirect(self._page_of(request, comment_id))
        done = {"comment": str(comment), "action": DONE[action]}
        self.message_user(request, _("%(comment)s %(action)s.") % done, messages.SUCCESS)
        return HttpResponseRedirect(self._next(request, decided))

    def _page_of(self, request: HttpRequest, comment_id: int) -> str:
        """With the filters of the list it was opened from."""
        address = reverse("admin:comments_comment_change", args=[comment_id])
        return add_preserved_filters(
            {"opts": self.opts, "preserved_filters": self.get_preserved_filters(request)}, address
        )

    def _next(self, request: HttpRequest, decided: Comment) -> str:
        """The next that waits in the list this one was opened from, else that list, else where it was."""
        if decided.status == Status.PENDING:
            return self._page_of(request, decided.pk)
        listed = request.GET.get("_changelist_filters", "")
        waiting = self._listed(request, listed).filter(status=Status.PENDING).order_by("-pk")
        following = waiting.filter(pk__lt=decided.pk).first() or waiting.first()
        if following is None and listed:
            return f"{reverse('admin:comments_comment_changelist')}?{listed}"
        return self._page_of(request, (following or decided).pk)

    def _listed(self, request: HttpRequest, query: str) -> QuerySet[Comment]:
        listing = copy(request)
        listing.GET = QueryDict(query)
        try:
            found: QuerySet[Comment] = self.get_changelist_instance(listing).queryset
        except (IncorrectLookupParameters, SuspiciousOperation):
            found = self.get_queryset(request)
        return found

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        comment = context["original"]
        possible = decisions.possible_actions(comment, request.user)
        context |= {
            "title": str(comment),
            "subtitle": None,
            "show_save": False,
            "show_save_and_continue": False,
            "decisions": {action: LABELS[action] for action in LABELS if action in possible},
            "shown_to": signed_for(request.user),
        }
        decide = reverse("admin:comments_comment_decide", args=[comment.pk])
        context["kept"] = take_draft(request, decide, LABELS)
        context |= {"explained": explanation_of(comment), "author_links": author_links(comment, request.user)}
        return super().render_change_form(request, context, *args, **kwargs)


def _similar(comment: Comment) -> SafeString:
    """The way to all that say nearly the same."""
    if comment.cluster is None:
        return SafeString()
    address = reverse("admin:comments_cluster_change", args=[comment.cluster_id])
    return format_html('<a class="similar" href="{}">{}</a>', address, str(comment.cluster))
