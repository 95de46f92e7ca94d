"""The reasons for rejections that moderators choose from: those of the app, of all sites, and of single sites."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.admin.all_sites import HoldsOnFilter, SharedModelAdmin
from comments.admin.limited import BY_SITE
from comments.admin.merging import MergingForm
from comments.models import Reason
from comments.moderation import reasons


class ReasonForm(MergingForm):
    class Meta:
        model = Reason
        fields = ["site", "code", "sentence", "note", "ground", "rule", "position"]
        widgets = {"sentence": forms.Textarea(attrs={"rows": 3}), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "code": gettext_lazy(
                "A short name, such as off-topic. On one site it replaces the reason of all sites with the same code."
            ),
            "sentence": gettext_lazy(
                "The author reads it below the rejected comment. A reason that comes with the app has its own sentence,"
                " in the site's language, as long as this is empty."
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        code = cleaned.get("code", "")
        if code and code not in reasons.SHIPPED and "sentence" in cleaned and not cleaned["sentence"].strip():
            self.add_error("sentence", _("Enter the sentence that the author reads."))
        same = Reason.objects.filter(site=cleaned.get("site"), code=code).exclude(pk=self.instance.pk)
        if code and "site" in cleaned and same.exists():
            self.add_error("code", _("There is already a reason “%(code)s”. Change that one.") % {"code": code})
        return cleaned


@admin.register(Reason)
class ReasonAdmin(SharedModelAdmin):
    form = ReasonForm
    changed_by_chiefs = True
    governed_by = "comments.change_site"
    list_display = ["code", "told", "ground", "rule", "position", "owner"]
    list_filter = [BY_SITE, HoldsOnFilter]
    list_select_related = ["site"]
    search_fields = ["code", "sentence", "note"]

    @admin.display(description=gettext_lazy("Sentence"), ordering="sentence")
    def told(self, reason: Reason) -> str:
        shipped = reasons.SHIPPED.get(reason.code)
        return reason.sentence or (str(shipped.sentence) if shipped else "")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        reasons.make_rows()
        shown: HttpResponse = super().changelist_view(request, extra_context)
        return shown

    def has_delete_permission(self, request: HttpRequest, obj: Reason | None = None) -> bool:
        """A reason that comes with the app is switched off, site by site: without its row it would hold everywhere."""
        is_shipped = obj is not None and obj.site_id is None and obj.code in reasons.SHIPPED
        return not is_shipped and super().has_delete_permission(request, obj)
