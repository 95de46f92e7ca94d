"""What the list of comments can be narrowed to: what a finding is for, and what is like others."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.errors import Message
from comments.models import Comment, Finding
from comments.screening.registry import CODE_LABELS


class WhatForFilter(admin.SimpleListFilter):
    """Comments by what was found in the text they have now, such as all that wait for the same reason."""

    title = gettext_lazy("what was found")
    parameter_name = "what_for"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Message]]:
        return list(CODE_LABELS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        code = self.value()
        if code not in CODE_LABELS:
            return queryset
        found = Finding.objects.exclude(code="").filter(code=code, text_version=F("comment__text_version"))
        return queryset.filter(pk__in=found.values("comment"))


class SimilarFilter(admin.SimpleListFilter):
    """What one card of the clusters stands for need not fill the list of comments."""

    title = gettext_lazy("similar comments")
    parameter_name = "similar"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", _("Not similar to others")), ("yes", _("Similar to others"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        wanted = {"no": True, "yes": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(cluster__isnull=wanted)
