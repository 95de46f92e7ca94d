"""Articles in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comments.admin.base import CommentsModelAdmin
from comments.admin.merging import MergingForm
from comments.errors import UnknownSite
from comments.posting import threads
from project.newsroom.models import Article


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

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: Any) -> None:
        """Tell the thread at once: who asks for it elsewhere must know that it was closed."""
        super().save_model(request, obj, form, change)
        subject = obj.comments_subject()
        try:
            threads.describe(subject)
        except UnknownSite:
            text = _("The article is saved without comments, because there is no site “%(slug)s”. Add it under Sites.")
            self.message_user(request, text % {"slug": subject.site}, messages.WARNING)
