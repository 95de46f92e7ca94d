"""The service of its own that a site asks, for its chief moderators: address, secret, and a trial."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.desk import pages
from comments.desk.explanation import BADGES, VerdictBadge
from comments.desk.setup_form import add_errors
from comments.desk.site_secret import secret_context
from comments.desk.visit import Visit, at_desk
from comments.errors import Invalid, NotFound, Stale
from comments.models import OwnHook, Site
from comments.outbound import breaker, signing
from comments.outbound.http import NoAnswer
from comments.own_hook import client, setting_up
from comments.own_hook.setting_up import HookSettings
from comments.reading import permalinks
from comments.screening.checks import own_hook
from comments.screening.vocabulary import Candidate, Context
from comments.text import markup
from comments.text.parsing import parse_moment, written_moment

if TYPE_CHECKING:
    AnyOwnHookForm = forms.ModelForm[OwnHook]  # generic in the type stubs only
else:
    AnyOwnHookForm = forms.ModelForm

_LONGEST_TRIED = 2000


class OwnHookForm(AnyOwnHookForm):
    class Meta:
        model = OwnHook
        fields = ["is_on", "url", "personal_data"]
        labels = {"is_on": gettext_lazy("Ask it about each comment")}
        help_texts = {
            "is_on": gettext_lazy("While it is on and does not answer, comments wait."),
            "url": gettext_lazy("It begins with https://, and is asked by POST. Redirects are not followed."),
            "personal_data": gettext_lazy("The text and the address of the page are always told."),
        }

    @property
    def typed(self) -> HookSettings:
        """Of a valid form."""
        return HookSettings(**self.cleaned_data)


@dataclass(frozen=True)
class TriedHook:
    """What came of a trial: a badge and a sentence, or why there was no answer; and after how long."""

    sentence: str
    milliseconds: int
    badge: VerdictBadge | None = None


@at_desk
def page(request: HttpRequest, visit: Visit, site_id: int) -> HttpResponse:
    """The own service of a site; sent, one of the things that are done to it."""
    site = visit.led_site(site_id)
    row = setting_up.of_site(site)
    if request.method != "POST":
        return _shown(request, visit, row, _form(row))
    action = request.POST.get("action", "")
    if action == "save":
        return _saved(request, visit, site, OwnHookForm(request.POST, instance=row, label_suffix=""))
    if action == "secret":
        return _secret(request, visit, site)
    if action == "try":
        return _shown(request, visit, row, _form(row), tried=_tried(row, request.POST.get("text", "")))
    if action not in _DEEDS:
        raise NotFound
    messages.success(request, _DEEDS[action](visit, site))
    return _redirect(site)


def _form(row: OwnHook) -> OwnHookForm:
    return OwnHookForm(instance=row, label_suffix="")


def _saved(request: HttpRequest, visit: Visit, site: Site, form: OwnHookForm) -> HttpResponse:
    if form.is_valid():
        try:
            setting_up.change(site, form.typed, by=visit.by)
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return _redirect(site)
    return _shown(request, visit, setting_up.of_site(site), form, status=422)


def _secret(request: HttpRequest, visit: Visit, site: Site) -> HttpResponse:
    """The page with the new secret, as the answer to the form: nothing keeps it in between."""
    try:
        secret = setting_up.make_secret(site, seen=parse_moment(request.POST.get("seen", "")), by=visit.by)
    except Stale as refusal:
        messages.warning(request, refusal.message)
        return _redirect(site)
    row = setting_up.of_site(site)
    return _shown(request, visit, row, _form(row), secret=secret)


def _tried(row: OwnHook, text: str) -> TriedHook:
    """Ask about a text as screening would; an answer ends the service's rest. The service has SECONDS for it."""
    site, now = row.site, timezone.now()
    site.own_hook = row.personal_data  # also while it is off
    thread = site.threads.order_by("-pk").select_related("site").first()
    context = Context(thread=thread, page_url=lambda: permalinks.address_of(thread) if thread else "")
    text = text[:_LONGEST_TRIED]
    candidate = Candidate(
        text=text, html=markup.render(text), name=_("A name"), email="name@example.org", address="192.0.2.1",
        user_agent="Mozilla/5.0", created_at=now, context=context,
    )  # fmt: skip
    message, started = own_hook.question(candidate, site, is_test=True), time.perf_counter()
    try:
        answer = client.ask(row, message, message_id=f"test_{written_moment(now)}")
    except NoAnswer as silence:
        return TriedHook(silence.reason, _since(started))
    breaker.forget(client.service_name(site.pk))
    judgement = own_hook.judgement_of(answer, candidate)
    return TriedHook(judgement.reason, _since(started), BADGES[judgement.verdict])


def _since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)


def _end_former(visit: Visit, site: Site) -> str:
    setting_up.end_former_secret(site, by=visit.by)
    return _("Nothing is signed by the former secret any more.")


def _ask_again(visit: Visit, site: Site) -> str:
    number = setting_up.ask_again(site, by=visit.by)
    told = ngettext("It is asked about %(n)d comment now.", "It is asked about %(n)d comments now.", number)
    return told % {"n": number}


_DEEDS: dict[str, Callable[[Visit, Site], str]] = {"end_former": _end_former, "again": _ask_again}


def _shown(
    request: HttpRequest,
    visit: Visit,
    row: OwnHook,
    form: OwnHookForm,
    *,
    secret: str = "",
    tried: TriedHook | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    rests = breaker.resting_until(client.service_name(row.site_id))
    context = {
        "title": _("Own service of %(site)s") % {"site": row.site.name},
        "elsewhere": "setup",
        "site": row.site,
        "row": row,
        "form": form,
        **secret_context(row, shown=secret, is_lost=not signing.in_use(row, now), former_hours=signing.FORMER_HOURS),
        "tried": tried,
        "text": request.POST.get("text") or _("I liked this article."),
        "rests_until": rests if rests and rests > now else None,
        "waiting": setting_up.number_waiting(row.site) if row.is_on else 0,
        "most": setting_up.MOST_AGAIN,
        "seconds": client.SECONDS,
    }
    return pages.render_page(request, visit, "comments/desk/own_hook.html", context, status=status)


def _redirect(site: Site) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:comments_desk_own_hook", args=[site.pk]))
