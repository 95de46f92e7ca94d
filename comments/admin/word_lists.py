"""The word lists of all sites; what a site adds and takes away stands in its settings."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from comments.admin.merging import MergingForm
from comments.admin.trying import TryingAdmin
from comments.models import ListKind, WordList
from comments.models.validators import validate_words
from comments.screening import word_lists
from comments.screening.word_lists import Typed
from comments.trials.rules import TriedRule


class WordListForm(MergingForm):
    class Meta:
        model = WordList
        fields = ["lines"]
        help_texts = {
            "lines": gettext_lazy(
                "One per line. They count on all sites. Sites add their own in their settings, where they also say"
                " which of these do not count there."
            )
        }

    def clean_lines(self) -> str:
        lines: str = self.cleaned_data["lines"]
        if self.instance.kind != ListKind.PROTECTED:
            validate_words(lines)
        return lines


@admin.register(WordList)
class WordListAdmin(TryingAdmin):
    form = WordListForm
    changed_by_chiefs = True
    governed_by = "comments.change_site"
    list_display = ["named"]
    ordering = ["pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WordList]:
        return super().get_queryset(request).filter(site=None)

    @admin.display(description=gettext_lazy("List"), ordering="kind")
    def named(self, listed: WordList) -> str:
        return capfirst(listed.get_kind_display())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        word_lists.make_rows()
        shown: HttpResponse = super().changelist_view(request, extra_context)
        return shown

    def save_model(self, request: HttpRequest, obj: WordList, form: forms.Form, change: Any) -> None:
        word_lists.keep(None, {ListKind(obj.kind): obj.lines})

    def rule_in(self, form: Any, formsets: Sequence[Any]) -> tuple[TriedRule, int | None]:
        return TriedRule(lists={ListKind(form.instance.kind): Typed(form.cleaned_data["lines"])}), None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: WordList | None = None) -> bool:
        return False
