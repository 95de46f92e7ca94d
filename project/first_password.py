"""A link by which somebody chooses the first password of their account. Nothing is mailed: who made it hands it on."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comments.access import audit
from comments.access.staff import display_name
from comments.models import AuditVerb, Membership
from project.people import is_led_by


class _Tokens(PasswordResetTokenGenerator):
    """Over as soon as the account may do anything else: who made a link could have kept it."""

    key_salt = "project.first_password"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        powers = [
            user.is_active, user.is_superuser, sorted(user.get_all_permissions()),
            list(Membership.objects.filter(user=user).order_by("pk").values_list("site", "role")),
        ]  # fmt: skip
        return f"{super()._make_hash_value(user, timestamp)}{powers}"


TOKENS = _Tokens()


@require_POST
@never_cache
def make(request: HttpRequest, user_id: int) -> HttpResponse:
    """A page with the link, for who may change this account; a 404 for one that has a password, and for others."""
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if person is None or person.has_usable_password() or not is_led_by(person, cast("User", request.user)):
        raise Http404
    text = _("Made a link with which %(person)s chooses a password.") % {"person": display_name(person)}
    site_ids: list[int | None] = list(Membership.objects.filter(user=person).values_list("site_id", flat=True))
    for site_id in site_ids or [None]:
        audit.write(AuditVerb.SECURITY, text, by=request.user, site_id=site_id)
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("first_password", args=[uid, TOKENS.make_token(person)])
    context = {
        **admin.site.each_context(request), "title": _("A password for %(person)s") % {"person": display_name(person)},
        "link": f"{settings.PUBLIC_URL}{path}", "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }  # fmt: skip
    return render(request, "admin/first_password.html", context)


class Choose(PasswordResetConfirmView):
    """Works once: the link is over when the password is chosen."""

    template_name = "admin/choose_password.html"
    token_generator = TOKENS
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("Choose your password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = {"site_header": admin.site.site_header, "site_title": admin.site.site_title, "title": self.title}
        return {**super().get_context_data(**kwargs), **frame}
