"""What checks found and what was decided, below a comment; read-only."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Decision, Finding

if TYPE_CHECKING:
    CommentInline = admin.TabularInline[Any, Comment]  # generic in the type stubs only
else:
    CommentInline = admin.TabularInline


class ReadOnlyInline(CommentInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False


class FindingInline(ReadOnlyInline):
    model = Finding
    verbose_name_plural = _("What the checks found")
    fields = ["check_name", "verdict", "reason", "score", "milliseconds", "text_version"]


class DecisionInline(ReadOnlyInline):
    model = Decision
    verbose_name_plural = _("What was decided")
    fields = ["created_at", "actor", "by", "from_status", "to_status", "version", "reason"]
