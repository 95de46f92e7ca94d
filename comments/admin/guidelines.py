"""The guidelines that stand above the form of all sites."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from comments.access.membership import access_of
from comments.admin.all_sites import SharedModelAdmin
from comments.admin.merging import MergingForm
from comments.models import Guideline
from comments.reading import guidelines


class GuidelineForm(MergingForm):
    class Meta:
        model = Guideline
        fields = ["text", "position"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "text": gettext_lazy(
                "One paragraph, shown above the form of all sites, before the site's own guidelines. Those of one site"
                " alone are in its settings."
            )
        }


@admin.register(Guideline)
class GuidelineAdmin(SharedModelAdmin):
    form = GuidelineForm
    site_field = ""
    governed_by = "comments.change_site"
    list_display = ["beginning", "position"]

    @admin.display(description=gettext_lazy("Text"), ordering="text")
    def beginning(self, guideline: Guideline) -> str:
        return Truncator(guideline.text).chars(200)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and access_of(request.user).is_chief

    def save_model(self, request: HttpRequest, obj: Guideline, form: Any, change: Any) -> None:
        obj.save()
        guidelines.refresh()

    def delete_model(self, request: HttpRequest, obj: Guideline) -> None:
        obj.delete()
        guidelines.refresh()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Guideline]) -> None:
        queryset.delete()
        guidelines.refresh()

    def _may_change(self, request: HttpRequest, obj: Any) -> bool:
        return access_of(request.user).chief_of(None)
