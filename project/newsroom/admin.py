"""Articles in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.admin.base import CommentsModelAdmin
from comments.admin.merging import MergingForm
from comments.errors import UnknownSite
from comments.posting import threads
from project.newsroom import removal
from project.newsroom.demo_comments import MODERATORS
from project.newsroom.models import Article

# That one request removes at most.
_HANDFULS = 25


@admin.register(Article)
class ArticleAdmin(CommentsModelAdmin):
    site_field = ""
    form = MergingForm
    list_display = ["title", "section", "byline", "published_at", "comments_open"]
    list_filter = ["section", "comments_open"]
    search_fields = ["title", "standfirst", "byline"]
    date_hierarchy = "published_at"

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        # The slug is the thread's key: another one would leave the comments behind.
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Article | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["title"]}

    def get_urls(self) -> list[URLPattern]:
        mine = path("remove-demo/", self.admin_site.admin_view(self.remove_demo), name="newsroom_article_remove")
        return [mine, *super().get_urls()]

    def remove_demo(self, request: HttpRequest) -> HttpResponse:
        """What would go, for superusers; sent, it goes, a few thousand comments each time."""
        if not request.user.is_superuser:
            raise PermissionDenied
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request), "opts": self.opts, "title": _("Remove the demo"),
                "demo": removal.what_is_left(), "moderators": ", ".join(MODERATORS),
            }  # fmt: skip
            return render(request, "admin/newsroom/remove_demo.html", context)
        left = removal.remove(handfuls=_HANDFULS, by=request.user)
        if not left.is_gone:
            text = ngettext(
                "%(n)d comment is left. Press again.", "%(n)d comments are left. Press again.", left.comments
            )
            self.message_user(request, text % {"n": left.comments}, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:newsroom_article_remove"))
        self.message_user(request, _("The demo is removed."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:comments_desk"))

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: Any) -> None:
        """Tell the thread at once: who asks for it elsewhere must know that it was closed."""
        super().save_model(request, obj, form, change)
        subject = obj.comments_subject()
        try:
            threads.describe(subject)
        except UnknownSite:
            text = _("The article is saved without comments, because there is no site “%(slug)s”. Add it under Sites.")
            self.message_user(request, text % {"slug": subject.site}, messages.WARNING)
