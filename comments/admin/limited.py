"""What keeps each list and form of the admin to the sites of the person who looks."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.translation import gettext as _

from comments.access.membership import access_of
from comments.models import Site

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]  # whatever it lists; generic in the type stubs only
else:
    AnyModelAdmin = admin.ModelAdmin


class LimitedToSites(AnyModelAdmin):
    """Shows the rows of sites that a person moderates; lets them change these by their permissions, and no others.

    A row without a site holds for all sites: everybody sees it, and those change it who have all sites.
    """

    # Where a row says its site; "pk" for sites themselves, "" where rows belong to none.
    site_field = "site"
    # Whether only chief moderators of the site change rows.
    changed_by_chiefs = False
    # A permission that stands for all four of the model's own, such as "comments.change_site".
    governed_by = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.of_sites(request, super().get_queryset(request))

    def of_sites(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that this person may see."""
        if not self.site_field:
            return queryset
        return access_of(request.user).filter(queryset, self.site_field, with_shared=self._may_be_shared)

    def reaches(self, request: HttpRequest, site_id: int | None, *, as_chief: bool = False) -> bool:
        """Whether this person works for a site, as its chief if that is asked; None asks for all sites."""
        access = access_of(request.user)
        return access.chief_of(site_id) if as_chief else access.may_moderate(site_id)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = self._has_permission(request, "view") or self._has_permission(request, "change")
        if not may or not self.site_field:
            return may
        site_id = self.site_of(obj) if obj is not None else None
        return access_of(request.user).is_moderator if site_id is None else self.reaches(request, site_id)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._has_permission(request, "add") and self._may_change(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has_permission(request, "change") and self._may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has_permission(request, "delete") and self._may_change(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A site is chosen among those whose rows they may change; all sites, by those who have all of them."""
        if db_field.remote_field.model is not Site:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        access = access_of(request.user)
        limit = access.filter_led if self.changed_by_chiefs else access.filter
        field = super().formfield_for_foreignkey(db_field, request, queryset=limit(Site.objects.all(), "pk"), **kwargs)
        if field is not None and not self.reaches(request, None, as_chief=self.changed_by_chiefs):
            field.required = True
        return field

    def _has_permission(self, request: HttpRequest, action: str) -> bool:
        return request.user.has_perm(self.governed_by or f"{self.opts.app_label}.{action}_{self.opts.model_name}")

    def _may_change(self, request: HttpRequest, obj: Any) -> bool:
        if not self.site_field:
            return True
        if obj is None:
            return access_of(request.user).is_chief if self.changed_by_chiefs else access_of(request.user).is_moderator
        return self.reaches(request, self.site_of(obj), as_chief=self.changed_by_chiefs)

    def site_of(self, obj: Model) -> int | None:
        """The id of a row's site; None where it holds for all sites."""
        site_id: int | None = obj.pk if self.site_field == "pk" else getattr(obj, f"{self.site_field}_id")
        return site_id

    @property
    def _may_be_shared(self) -> bool:
        return self.site_field != "pk" and bool(self.opts.get_field(self.site_field).null)


class SiteFilter(admin.RelatedFieldListFilter):
    """Narrows a list to one of the sites that a person moderates, or to what belongs to all; it names no other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = escape(_("All sites"))

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return [(str(site.pk), str(site)) for site in access_of(request.user).sites().order_by("name", "pk")]


BY_SITE = ("site", SiteFilter)
