"""The single sign-on of a site, for its chief moderators: what it asks for, its secret, and the host's keys."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import conf
from comments.access import sign_on
from comments.access.sign_on import SignOnSettings
from comments.desk import pages
from comments.desk.setup_form import add_errors
from comments.desk.site_secret import secret_context
from comments.desk.visit import Visit, at_desk
from comments.errors import Invalid, NotFound, Stale
from comments.models import ReaderSession, SingleSignOn, Site
from comments.text.parsing import parse_moment

if TYPE_CHECKING:
    AnySignOnForm = forms.ModelForm[SingleSignOn]  # generic in the type stubs only
else:
    AnySignOnForm = forms.ModelForm


class SignOnForm(AnySignOnForm):
    class Meta:
        model = SingleSignOn
        fields = ["is_on", "audience", "issuer", "jwks_url"]
        labels = {"is_on": gettext_lazy("Readers can sign in")}

    @property
    def typed(self) -> SignOnSettings:
        """Of a valid form."""
        return SignOnSettings(**self.cleaned_data)


@at_desk
def page(request: HttpRequest, visit: Visit, site_id: int) -> HttpResponse:
    """How readers sign in on a site; sent, one of the things that are done to it."""
    site = visit.led_site(site_id)
    row = sign_on.of_site(site)
    if request.method != "POST":
        return _shown(request, visit, row, SignOnForm(instance=row, label_suffix=""))
    action = request.POST.get("action", "")
    if action == "save":
        return _saved(request, visit, site, SignOnForm(request.POST, instance=row, label_suffix=""))
    if action == "secret":
        return _secret(request, visit, site)
    if action not in _DEEDS:
        raise NotFound
    messages.success(request, _DEEDS[action](visit, site))
    return _redirect(site)


def _saved(request: HttpRequest, visit: Visit, site: Site, form: SignOnForm) -> HttpResponse:
    if form.is_valid():
        try:
            sign_on.change(site, form.typed, by=visit.by)
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return _redirect(site)
    return _shown(request, visit, sign_on.of_site(site), form, status=422)


def _secret(request: HttpRequest, visit: Visit, site: Site) -> HttpResponse:
    """The page with the new secret, as the answer to the form: nothing keeps it in between."""
    try:
        secret = sign_on.make_secret(site, seen=parse_moment(request.POST.get("seen", "")), by=visit.by)
    except Stale as refusal:
        messages.warning(request, refusal.message)
        return _redirect(site)
    row = sign_on.of_site(site)
    return _shown(request, visit, row, SignOnForm(instance=row, label_suffix=""), secret=secret)


def _end_former(visit: Visit, site: Site) -> str:
    sign_on.end_former_secret(site, by=visit.by)
    return _("The former secret is not valid any more.")


def _sign_out(visit: Visit, site: Site) -> str:
    number = sign_on.sign_everybody_out(site, by=visit.by)
    return ngettext("%(n)d reader was signed out.", "%(n)d readers were signed out.", number) % {"n": number}


def _fetch(visit: Visit, site: Site) -> str:
    sign_on.fetch_keys(site, by=visit.by)
    return _("The keys are fetched now. Look again in a moment.")


_DEEDS: dict[str, Callable[[Visit, Site], str]] = {"end_former": _end_former, "sign_out": _sign_out, "fetch": _fetch}


def _shown(
    request: HttpRequest, visit: Visit, row: SingleSignOn, form: SignOnForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    sessions = ReaderSession.objects.filter(site=row.site, ended_at=None, expires_at__gt=timezone.now())
    is_lost = not sign_on.can_be_read(row.secret)
    context = {
        "title": _("Single sign-on of %(site)s") % {"site": row.site.name},
        "elsewhere": "setup",
        "site": row.site,
        "row": row,
        "form": form,
        **secret_context(row, shown=secret, is_lost=is_lost, former_hours=sign_on.FORMER_HOURS),
        "signed_in": sessions.count() if row.pk else 0,
        "address": f"{conf.public_url()}/api/v1/sites/{row.site.slug}/sign-in/",
    }
    return pages.render_page(request, visit, "comments/desk/sign_on.html", context, status=status)


def _redirect(site: Site) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:comments_desk_sign_on", args=[site.pk]))
