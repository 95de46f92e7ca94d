"""Lists and forms of what belongs to one site or to all sites, and may be switched off on single ones."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.admin.base import CommentsModelAdmin
from comments.admin.late_forms import sent_again
from comments.errors import NotAllowed
from comments.models import Site
from comments.models.shared import SharedQuerySet
from comments.moderation import all_sites
from comments.text.parsing import parse_id


@dataclass(frozen=True)
class SiteSwitch:
    """One site on the page of what belongs to all sites: whether it holds there, and whether this person may say so."""

    site: Site
    is_on: bool
    may_switch: bool


class HoldsOnFilter(admin.SimpleListFilter):
    """Narrows a list to what holds on a site: its own rows, and those of all sites that are not switched off there."""

    title = gettext_lazy("site where it holds")
    parameter_name = "holds_on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(site.pk), str(site)) for site in access_of(request.user).sites().order_by("name", "pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        site_id = parse_id(self.value() or "")
        if site_id is None:
            return queryset
        site = access_of(request.user).sites().filter(pk=site_id).first()
        return cast("SharedQuerySet", queryset).holding_on(site) if site else queryset.none()


class SharedModelAdmin(CommentsModelAdmin):
    """The page of a row of all sites says on which of them it holds; a site's chief switches it off and on there."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "site" and field is not None and not field.required:
            field.empty_label = _("All sites")
            field.help_text = _("“All sites” includes those that are added later. Single sites can switch it off.")
        return field

    @admin.display(description=gettext_lazy("Site"), ordering="site")
    def owner(self, row: Any) -> str:
        return str(row.site) if row.site else _("All sites")

    def get_urls(self) -> list[URLPattern]:
        switch = sent_again(self.admin_site, self.admin_site.admin_view(self.switch_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_switch"
        return [path("<int:row_id>/switch/", switch, name=name), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_queryset(request).filter(pk=parse_id(object_id) or 0).first()
        context = {"site_switches": self._site_switches(request, row), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """What becomes a single site's is switched off nowhere."""
        super().save_related(request, form, formsets, change)
        if "site" in form.changed_data and form.instance.site_id is not None:
            form.instance.off_for.clear()

    def switch_view(self, request: HttpRequest, row_id: int) -> HttpResponse:
        """Switch a row of all sites off or on for one: POST `off` or `on`, the id of the site."""
        row = self.get_queryset(request).filter(pk=row_id).first()
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if request.method == "POST":
            self._switch(request, row, is_on="on" in request.POST)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row_id])
        )

    def _switch(self, request: HttpRequest, row: Any, *, is_on: bool) -> None:
        site_id = parse_id(request.POST.get("on" if is_on else "off", ""))
        site = access_of(request.user).sites().filter(pk=site_id or 0).first()
        if site is None or not isinstance(request.user, Moderator):
            raise Http404
        try:
            has_changed = all_sites.switch(row, site, is_on=is_on, by=request.user)
        except NotAllowed as error:
            raise PermissionDenied from error
        if has_changed:
            messages.success(request, all_sites.SWITCHED[is_on] % {"row": row, "site": site})

    def _site_switches(self, request: HttpRequest, row: Any) -> list[SiteSwitch]:
        """The sites of this person, by name; none for what belongs to one site."""
        if row is None or getattr(row, "site_id", None) is not None:
            return []
        access, off = access_of(request.user), set(row.off_for.values_list("pk", flat=True))
        sites = access.sites().only("name").order_by("name", "pk")
        return [SiteSwitch(site, site.pk not in off, access.chief_of(site.pk)) for site in sites]
