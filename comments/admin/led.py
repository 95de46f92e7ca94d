"""Lists and forms of what belongs to one site or to all, and is seen and changed by chief moderators alone."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.access.membership import access_of
from comments.admin.base import CommentsModelAdmin


class LedModelAdmin(CommentsModelAdmin):
    """The rows of the sites that a person leads; those of all sites, for who leads all."""

    changed_by_chiefs = True
    governed_by = "comments.change_site"
    list_select_related = ["site"]
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def of_sites(self, request: HttpRequest, queryset: Any) -> Any:
        access = access_of(request.user)
        return access.filter_led(queryset, with_shared=access.chief_of(None))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "site":
            field.empty_label = _("All sites")
        return field

    @admin.display(description=gettext_lazy("Site"), ordering="site")
    def site_name(self, row: Any) -> str:
        return str(row.site) if row.site else _("All sites")

    def led_row(self, request: HttpRequest, row_id: int) -> Any:
        """A row, with its site, that this person may change. Raises Http404 for any other."""
        row = self.get_queryset(request).select_related("site").filter(pk=row_id).first()
        if row is None or not self.has_change_permission(request, row):
            raise Http404
        return row
