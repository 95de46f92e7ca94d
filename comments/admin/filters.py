"""What the list of comments can be narrowed to: what a finding is for, and what is like others."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.errors import Message
from comments.models import Comment, Finding

# By the code of a finding, as `comments.screening.vocabulary` and `moderation.park` give it.
WHAT_FOR: dict[str, Message] = {
    "known-unproven": gettext_lazy("Known name, not proven"),
    "new-author": gettext_lazy("New author"),
    "imitation": gettext_lazy("Imitation of staff"),
    "ban": gettext_lazy("Ban"),
    "repeat": gettext_lazy("The same text before"),
    "cluster-decision": gettext_lazy("Decided like similar comments"),
    "pace": gettext_lazy("Many at once"),
    "links": gettext_lazy("Links"),
    "moderation-words": gettext_lazy("Moderation words"),
    "disallowed-words": gettext_lazy("Disallowed words"),
    "honeypot": gettext_lazy("Hidden field filled in"),
    "fast-form": gettext_lazy("Sent too fast"),
    "old-form": gettext_lazy("Old form"),
    "old-article": gettext_lazy("Old article"),
    "premoderation": gettext_lazy("Everything waits"),
    "learned": gettext_lazy("Learned filter: suspicious"),
    "learned-spam": gettext_lazy("Learned filter: spam"),
    "akismet-spam": gettext_lazy("Akismet: spam"),
    "akismet-silent": gettext_lazy("Akismet: no answer"),
    "akismet-ham": gettext_lazy("Akismet: not spam"),
    "check-failed": gettext_lazy("A check failed"),
    "parked": gettext_lazy("Screening given up"),
}


class WhatForFilter(admin.SimpleListFilter):
    """Comments by what was found in the text they have now, such as all that wait for the same reason."""

    title = gettext_lazy("what was found")
    parameter_name = "what_for"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Message]]:
        return list(WHAT_FOR.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        code = self.value()
        if code not in WHAT_FOR:
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
