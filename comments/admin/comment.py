"""The former addresses of comments in the admin, which lead to the desk: from bookmarks, mails and histories."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern

from comments.access.membership import access_of
from comments.admin.base import CommentsModelAdmin
from comments.models import Comment
from comments.statuses import Status
from comments.text.parsing import parse_id


@admin.register(Comment)
class CommentAdmin(CommentsModelAdmin):
    """Has no pages of its own, and no line in the index: the desk is there instead."""

    audited_as = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """Nobody edits a row: moderation decides."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """Rows stay, for the replies below them; moderation erases what was sent."""
        return False

    def get_urls(self) -> list[URLPattern]:
        served = self.admin_site.admin_view
        return [
            path("", served(self.list_moved), name="comments_comment_changelist"),
            path("<path:object_id>/history/", served(self.card_moved), name="comments_comment_history"),
            path("<path:object_id>/", served(self.card_moved), name="comments_comment_change"),
        ]

    def list_moved(self, request: HttpRequest) -> HttpResponse:
        """The desk, or its search for words, with those filters of the former list that it has too."""
        sent, words = request.GET, request.GET.get("q", "").strip()
        site = access_of(request.user).sites().filter(pk=parse_id(sent.get("site__id__exact", "")) or 0).first()
        status = sent.get("status__exact", "")
        query = {
            "q": words,
            "queue": "decided" if status in (Status.APPROVED, Status.REJECTED, Status.SPAM) else "",
            "site": site.slug if site else "",
        }
        return _see(reverse("admin:comments_desk_search" if words else "admin:comments_desk"), query)

    def card_moved(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The card of the comment that the address begins with; of anything else the desk."""
        comment_id = parse_id(object_id.partition("/")[0])
        if comment_id is None:
            return _see(reverse("admin:comments_desk"), {})
        show = "checks" if request.path.endswith("/history/") else ""
        return _see(reverse("admin:comments_desk_card", args=[comment_id]), {"show": show})


def _see(address: str, query: dict[str, Any]) -> HttpResponse:
    said = {name: value for name, value in query.items() if value}
    return HttpResponseRedirect(f"{address}?{urlencode(said)}" if said else address)
