"""What every list in the admin is called, and does with an address that no link of its own has."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]  # whatever it lists; generic in the type stubs only
else:
    AnyModelAdmin = admin.ModelAdmin


class ListAdmin(AnyModelAdmin):
    class Media:
        css = {"all": ["comments/admin.css"]}

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; where somebody else saved the same in the same instant, it now finds that and says so."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if any("\x00" in value for value in request.GET.values()):
            raise BadRequest  # PostgreSQL would refuse it
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})
