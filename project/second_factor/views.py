"""The page that asks for a code, and the page on which a person sets their second factor up."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comments import conf
from comments.access.membership import needs_second_factor
from comments.access.staff import Moderator
from comments.errors import Refused
from comments.net import hostnames
from project.second_factor import factors, sealing, session, totp
from project.second_factor.models import SecondFactor

_PENDING = "second_factor_pending"

View = Callable[..., HttpResponse]


def _for_staff(view: View) -> View:
    @wraps(view)
    @never_cache
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not isinstance(user, Moderator) or not admin.site.has_permission(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return view(request, user, **kwargs)

    return shown


@_for_staff
def code(request: HttpRequest, user: Moderator) -> HttpResponse:
    """After the password."""
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None or session.is_verified(request, factor):
        return HttpResponseRedirect(_next(request))
    refusal = None
    if request.method == "POST":
        try:
            factors.check(user, request.POST.get("code", ""))
        except Refused as refused:
            refusal = refused
        else:
            session.verify(request, user)
            return HttpResponseRedirect(_next(request))
    return _page(request, "code", _("Type your code"), refusal, next=_next(request))


@_for_staff
def setup(request: HttpRequest, user: Moderator) -> HttpResponse:
    """Shows a new secret until a code of it was typed; afterwards what can be done with a factor that is on."""
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is not None:
        return _page(
            request, "on", _("Second factor"), since=factor.since, left=factor.recovery_codes.count(),
            is_needed=needs_second_factor(user),
        )  # fmt: skip
    secret = _pending(request)
    refusal = None
    if request.method == "POST":
        try:
            codes = factors.switch_on(user, secret, request.POST.get("code", ""))
        except Refused as refused:
            refusal = refused
        else:
            del request.session[_PENDING]
            session.verify(request, user)
            return _page(request, "codes", _("Your recovery codes"), codes=codes, next=_next(request))
    site = hostnames.host_of(conf.public_url()) or "comments"
    link = totp.link(secret, account=user.get_username(), issuer=site)
    return _page(
        request, "setup", _("Set up your second factor"), refusal, secret=totp.written(secret), link=link,
        qr_code=totp.qr_code(link), next=_next(request), is_needed=needs_second_factor(user),
    )  # fmt: skip


@_for_staff
@require_POST
def renew(request: HttpRequest, user: Moderator) -> HttpResponse:
    """New recovery codes, for a code."""
    try:
        codes = factors.renew_recovery_codes(user, request.POST.get("code", ""))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return HttpResponseRedirect(reverse("second_factor_setup"))
    return _page(request, "codes", _("Your recovery codes"), codes=codes, next=reverse("admin:index"))


@_for_staff
@require_POST
def off(request: HttpRequest, user: Moderator) -> HttpResponse:
    """For the person, with a code."""
    try:
        factors.check(user, request.POST.get("code", ""))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        factors.switch_off(user, by=user)
        messages.success(request, _("Your second factor is off."))
    return HttpResponseRedirect(reverse("second_factor_setup"))


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if is_ours else reverse("admin:index")


def _pending(request: HttpRequest) -> bytes:
    """The secret that this session sets up, sealed in it; made once, so that a reload shows the same."""
    secret = sealing.unseal(request.session.get(_PENDING, ""))
    if secret is None:
        secret = totp.new_secret()
        request.session[_PENDING] = sealing.seal(secret)
    return secret


def _page(request: HttpRequest, name: str, title: str, refusal: Refused | None = None, **context: Any) -> HttpResponse:
    context |= {**admin.site.each_context(request), "title": title, "refusal": refusal}
    status = refusal.status if refusal else 200
    return TemplateResponse(request, f"second_factor/{name}.html", context, status=status)
