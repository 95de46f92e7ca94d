"""The switch and the rule of each thread; one can be added before its first comment."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.admin.base import CommentsModelAdmin
from comments.admin.limited import BY_SITE
from comments.admin.merging import MergingForm
from comments.deliveries import events
from comments.host import is_key
from comments.models import AuditVerb, Thread
from comments.net import page_urls


class ThreadForm(MergingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:  # a key is what the host says, spaces at its ends included
            cast("forms.CharField", self.fields["key"]).strip = False

    class Meta:
        help_texts = {
            "key": gettext_lazy("The key by which the page asks for its comments."),
            "url": gettext_lazy("The page's address: https://…, or /… for a page on this server."),
            "is_open": gettext_lazy("No new comments; existing ones stay."),
        }

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not is_key(key):
            raise ValidationError(_("Type a key with at least one visible character and no control characters."))
        return key

    def clean_url(self) -> str:
        try:
            return page_urls.kept(self.cleaned_data["url"])
        except page_urls.UnusableAddress as unusable:
            raise ValidationError(unusable.message) from None


@admin.register(Thread)
class ThreadAdmin(CommentsModelAdmin):
    audited_as = AuditVerb.THREAD
    form = ThreadForm
    list_display = ["__str__", "key", "site", "is_open", "premoderation", "count", "published_at"]
    list_filter = [BY_SITE, "is_open", "premoderation"]
    list_select_related = ["site"]
    search_fields = ["title", "key", "url"]

    def get_fields(self, request: HttpRequest, obj: Thread | None = None) -> tuple[str, ...]:
        described = ("site", "key", "title", "url")
        if obj is None:
            return (*described, "published_at", "is_open", "premoderation")
        return (*described, "section", "authors", "published_at", "is_open", "premoderation", "is_confirmed", "count")

    def get_readonly_fields(self, request: HttpRequest, obj: Thread | None = None) -> list[str]:
        return ["site", "key", "section", "authors", "published_at", "count"] if obj else []

    def save_model(self, request: HttpRequest, obj: Thread, form: Any, change: Any) -> None:
        """Write only what was changed: comments that come in meanwhile move the thread's numbers on."""
        if change:
            now = timezone.now()
            was_open = Thread.objects.select_related("site").get(pk=obj.pk).closed_reason(now) is None
            obj.save(update_fields=form.changed_data)
            events.tell(events.of_thread(obj, was_open=was_open, now=now), now=now)
            return
        obj.created_at = timezone.now()
        obj.is_confirmed = True  # staff's word, not a visitor's
        obj.save()

    def has_delete_permission(self, request: HttpRequest, obj: Thread | None = None) -> bool:
        """Its comments would go with it."""
        return False
