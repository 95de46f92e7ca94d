"""Sites with their discussion settings, in the order in which WordPress asks for them."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.admin.checks import CheckInline
from comments.admin.lists import ListAdmin
from comments.models import Site


@admin.register(Site)
class SiteAdmin(ListAdmin):
    """A change takes effect with the next request; each help text says what WordPress has."""

    list_display = ["name", "slug", "premoderation", "language", "time_zone"]
    inlines = [CheckInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "language", "time_zone"]}),
        (_("Default article settings"), {"fields": ["new_threads_open"]}),
        (
            _("Other comment settings"),
            {
                "fields": [
                    "require_name_email", "show_consent", "close_days", "old_threads", "depth", "text_limit",
                    "edit_minutes",
                ]
            },
        ),
        (
            _("Comment moderation"),
            {
                "fields": [
                    "premoderation", "approvals_needed", "standing_by", "protected_names", "max_links",
                    "moderation_words",
                ]
            },
        ),
        (_("Disallowed comments"), {"fields": ["disallowed_words"]}),
        (
            _("Spam and floods"),
            {
                "fields": [
                    "repeat_hours", "hold_percent", "hold_budget", "spam_budget", "flood_seconds", "burst_per_minute",
                ]
            },
        ),
        (_("What is kept, and how long"), {"fields": ["spam_days", "trash_days", "erase_days"]}),
        (_("Reading, and pages elsewhere"), {"fields": ["page_size", "order", "guidelines", "origins"]}),
    ]  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        """A site goes only with all its threads, which is no button's work."""
        return False
