"""Sites with their discussion settings, and the switch of each thread."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.models import Site, Thread

if TYPE_CHECKING:
    SiteModelAdmin = admin.ModelAdmin[Site]  # generic in the type stubs only
    ThreadModelAdmin = admin.ModelAdmin[Thread]
else:
    SiteModelAdmin = ThreadModelAdmin = admin.ModelAdmin


@admin.register(Site)
class SiteAdmin(SiteModelAdmin):
    list_display = ["name", "slug", "language", "time_zone"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "language", "time_zone"]}),
        (
            _("Other comment settings"),
            {"fields": ["require_name_email", "close_days", "depth", "page_size", "text_limit"]},
        ),
        (_("Pages that may post"), {"fields": ["origins"]}),
        (_("Flood limits"), {"fields": ["flood_seconds", "burst_per_minute"]}),
        (_("Comment moderation"), {"fields": ["max_links", "moderation_words", "disallowed_words"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        """A site goes only with all its threads, which is no button's work."""
        return False


@admin.register(Thread)
class ThreadAdmin(ThreadModelAdmin):
    list_display = ["__str__", "site", "is_open", "count", "published_at"]
    list_filter = ["site", "is_open"]
    search_fields = ["title", "key", "url"]
    fields = ["site", "key", "title", "url", "section", "published_at", "is_open", "is_confirmed", "count"]
    readonly_fields = ["site", "key", "count", "published_at", "section"]

    def save_model(self, request: HttpRequest, obj: Thread, form: Any, change: Any) -> None:
        """Write only what was changed: comments that come in meanwhile move the thread's numbers on."""
        obj.save(update_fields=form.changed_data)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Thread | None = None) -> bool:
        return False
