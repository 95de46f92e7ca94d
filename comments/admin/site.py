"""Sites with their discussion settings, in the order in which WordPress asks for them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comments import conf
from comments.admin.base import CommentsModelAdmin
from comments.admin.check_settings import CheckInline
from comments.admin.merging import MergingForm
from comments.errors import Message
from comments.models import ListKind, Site
from comments.models.validators import validate_words
from comments.screening import word_lists


def _list_field(kind: ListKind, help_text: Message, *, validators: Any = ()) -> forms.CharField:
    return forms.CharField(
        label=capfirst(kind.label), required=False, widget=AdminTextareaWidget, validators=validators,
        help_text=help_text,
    )  # fmt: skip


class SiteForm(MergingForm):
    """With the site's lists, which are rows of their own."""

    protected_names = _list_field(
        ListKind.PROTECTED,
        _(
            "One per line. Comments with one of these names, or one that looks like it, wait. So do comments with the"
            " name of a moderator or of the site. WordPress has no such setting."
        ),
    )
    moderation_words = _list_field(
        ListKind.MODERATION,
        _(
            "One per line. A comment with one of them in its text, name, email, website, address or browser waits."
            " Whole words; * at an end means any more letters; /…/ is a regular expression. WordPress: empty, and"
            " matches inside words."
        ),
        validators=[validate_words],
    )
    disallowed_words = _list_field(
        ListKind.DISALLOWED,
        _(
            "One per line, as above. A comment with one of them is rejected; a comment with something that only looks"
            " like one waits. WordPress: empty."
        ),
        validators=[validate_words],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, lines in word_lists.lines_of(self.instance).items():
            self.initial[kind.value] = lines


@admin.register(Site)
class SiteAdmin(CommentsModelAdmin):
    """A change takes effect with the next request; each help text says what WordPress has."""

    list_display = ["name", "slug", "premoderation", "language", "time_zone"]
    form = SiteForm
    site_field = "pk"
    changed_by_chiefs = True
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
                    "moderation_words", "reasons_required", "review_after_reports",
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

    def get_fieldsets(self, request: HttpRequest, obj: Site | None = None) -> Any:
        people = (_("People"), {"fields": ["require_second_factor"]})
        return [*super().get_fieldsets(request, obj), *([people] if conf.has_second_factor() else [])]

    def save_model(self, request: HttpRequest, obj: Site, form: SiteForm, change: Any) -> None:
        super().save_model(request, obj, form, change)
        word_lists.keep(obj, {kind: form.cleaned_data[kind.value] for kind in ListKind})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self.reaches(request, None, as_chief=True)

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        """A site goes only with all its threads, which is no button's work."""
        return False
