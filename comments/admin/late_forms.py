"""A form that came too late, after its session ended or after a new login: nobody types it twice."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from comments import conf


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For Django's CSRF_FAILURE_VIEW: each login, in another window too, makes the forms opened before it void."""
    return _page(request, admin.site, 403)


def too_long_for_strangers(request: HttpRequest) -> HttpResponse:
    """For a form of more bytes than are read of anybody who is not signed in; the browser still has it."""
    return _page(request, admin.site, 413, fields=[])


def sent_again(site: AdminSite, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An admin view that saves; without a session, what was sent comes back in a page that sends it once more."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not site.has_permission(request):
            return _page(request, site, 403)
        return view(request, *args, **kwargs)

    return kept


def gone(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """For a form whose row somebody deleted meanwhile: what was typed, to be copied."""
    typed = [(name, value) for name, value in _sent(request) if value and not name.startswith(("_", "seen"))]
    context = {**site.each_context(request), "title": _("Nothing was saved"), "typed": typed}
    return TemplateResponse(request, "admin/comments/gone.html", context, status=404)


def _page(
    request: HttpRequest, site: AdminSite, status: int, *, fields: list[tuple[str, str]] | None = None
) -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": _("Nothing was saved"),
        "fields": _sent(request) if fields is None else fields,
        "is_signed_in": site.has_permission(request),
        "login": reverse("admin:login"),
        "index": reverse("admin:index"),
        "path": request.get_full_path(),
    }
    answer = TemplateResponse(request, "admin/comments/again.html", context, status=status).render()
    answer["Cache-Control"] = "no-store"
    return answer


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """All fields of a form of ours; none with a password, and none from elsewhere: nobody is led to send a trap."""
    if not _is_ours(request) or any("password" in name for name in request.POST):
        return []
    kept = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    return [(name, value) for name, values in kept for value in values]


def _is_ours(request: HttpRequest) -> bool:
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site == "same-origin"
    return request.headers.get("Origin") in (conf.public_origin(), f"{request.scheme}://{request.get_host()}")
