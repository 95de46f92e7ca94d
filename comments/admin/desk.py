"""The moderators' desk as a part of the admin: below its address, and first in its list."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _

from comments.access.membership import NO_SITE, access_of
from comments.admin.english import english, in_english
from comments.admin.late_forms import sent_again
from comments.desk.from_mail import decide_from_mail
from comments.desk.urls import ROUTES

_APP = "comments"


def add_desk(site: AdminSite) -> None:
    """Have this site serve the desk, whatever its class is: no setting of the host is needed."""
    urls, apps, admin_view = site.get_urls, site.get_app_list, site.admin_view

    def get_urls() -> list[URLPattern | URLResolver]:
        return [path("desk/", include(_patterns(site))), *urls()]

    def get_app_list(request: HttpRequest, app_label: str | None = None) -> list[Any]:
        return _with_desk_first(request, apps(request, app_label))

    def our_admin_view(view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - as Django's
        return in_english(admin_view(view, cacheable))

    site.get_urls = get_urls  # type: ignore[method-assign]  # of this one site
    site.get_app_list = get_app_list  # type: ignore[method-assign]  # of this one site
    site.admin_view = our_admin_view  # type: ignore[method-assign]  # of this one site


def _patterns(site: AdminSite) -> list[URLPattern]:
    ours = [path(route.path, _served(site, route.view), name=route.name) for route in ROUTES]
    return [path("from-mail/", in_english(decide_from_mail), name="comments_desk_from_mail"), *ours]


def _served(site: AdminSite, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Behind the admin's login. What was sent without a session comes back to be sent again; the script gets a 401."""
    form = sent_again(site, site.admin_view(view))

    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not site.has_permission(request) and not request.accepts("text/html"):
            return JsonResponse({"error": {"said": _("Your session has ended. Sign in again.")}}, status=401)
        return form(request, *args, **kwargs)

    return served


def _with_desk_first(request: HttpRequest, apps: list[Any]) -> list[Any]:
    """Desk, notices and a chief's mail as the first lines of the app's part of the index, which comes first."""
    access = access_of(request.user)
    if access == NO_SITE:
        return apps
    first = [_line(_("Desk"), "Desk", "comments_desk"), _line(_("Notices"), "Notices", "comments_desk_notices")]
    if access.is_chief:
        first.append(_line(_("Mail"), "Mail", "comments_desk_mail"))
    ours = [app for app in apps if app["app_label"] == _APP]
    for app in ours:
        with english():
            app["name"], app["models"] = str(app["name"]), [*first, *app["models"]]
    return [*ours, *(app for app in apps if app["app_label"] != _APP)]


def _line(name: str, object_name: str, route: str) -> dict[str, Any]:
    address = reverse(f"admin:{route}")
    return {"name": name, "object_name": object_name, "admin_url": address, "add_url": None, "view_only": True}
