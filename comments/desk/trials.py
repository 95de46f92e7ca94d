"""Trying a rule: a form for one word, ban or limit, the latest trials, and a page for each that says what it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.access.membership import access_of
from comments.access.staff import display_name
from comments.desk import cards, pages
from comments.desk.author_choices import order_of
from comments.desk.sent import typed
from comments.desk.visit import Visit, at_desk
from comments.errors import FieldError, Invalid, Message, Refused
from comments.models import BanEffect, BanKind, ListKind, RuleTrial, Site
from comments.moderation import bans
from comments.screening import word_lists
from comments.screening.word_lists import Typed
from comments.text.parsing import parse_id
from comments.trials import results, switching, trials
from comments.trials.rules import BanRule, TriedRule
from comments.trials.sentences import sentences

# Of each group of comments, until all that were kept are asked for.
_FEW = 10

LISTS: dict[str, ListKind] = {"hold": ListKind.MODERATION, "reject": ListKind.DISALLOWED}
WHAT: dict[str, Message] = {
    "hold": gettext_lazy("A word on the list of moderation words: comments with it wait"),
    "reject": gettext_lazy("A word on the list of disallowed words: comments with it are rejected"),
    BanKind.EMAIL: gettext_lazy("A ban of an email address"),
    BanKind.EMAIL_DOMAIN: gettext_lazy("A ban of an email domain"),
    BanKind.WEBSITE: gettext_lazy("A ban of a website"),
    BanKind.NETWORK: gettext_lazy("A ban of a network address"),
    "max_links": gettext_lazy("A number of links from which comments wait"),
    "hold_percent": gettext_lazy("A suspicion from which comments wait, in percent"),
    "hold_budget": gettext_lazy("The learned filter may hold by mistake one real comment in so many"),
    "spam_budget": gettext_lazy("The learned filter may call spam one real comment in so many"),
}


@dataclass(frozen=True)
class TrialLine:
    """A trial, what it tries, and how far it is in percent."""

    trial: RuleTrial
    sentences: list[Message]

    @property
    def state(self) -> Message:
        trial = self.trial
        if trial.failed_at:
            return _("Failed")
        if trial.stopped_at:
            return _("Stopped")
        return _("Finished") if trial.finished_at else _("Running")

    @property
    def percent(self) -> int:
        total = self.trial.total or 0
        return min(100, 100 * self.trial.looked_at // total) if total else 100 * bool(self.trial.finished_at)


@at_desk
def trial_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The latest trials, and a form that begins one."""
    sent = request.POST.dict()
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_address(visit, _begun(visit, sent)))
        except Refused as refusal:
            for text in refusal.sentences:
                messages.warning(request, text)
            return _list_page(request, visit, sent, status=refusal.status)
    return _list_page(request, visit, sent)


@at_desk
def trial_of_ban(request: HttpRequest, visit: Visit, comment_id: int) -> HttpResponse:
    """Sent from the author dialog, the ban that is chosen there is tried; asked for without it, the dialog."""
    comment = cards.find(comment_id, visit.access)
    if request.method == "POST":
        order = order_of(comment, request.POST.dict(), now=visit.now)
        until = order.until.isoformat() if order.until else ""
        rule = TriedRule(ban=BanRule(order.kind, order.value, order.effect, until, order.note))
        try:
            found = trials.start(rule, by=visit.by, site_id=comment.site_id, now=visit.now)
            return HttpResponseRedirect(_address(visit, found))
        except Refused as refusal:
            for text in refusal.sentences:
                messages.warning(request, text)
    return HttpResponseRedirect(reverse("admin:comments_desk_author", args=[comment_id]) + visit.place.query())


@at_desk
def trial(request: HttpRequest, visit: Visit, trial_id: int) -> HttpResponse:
    """What a trial found so far; sent, it is stopped, or its rule is switched on."""
    found = trials.find(trial_id, by=visit.by)
    if request.method != "POST":
        return _page(request, visit, found)
    try:
        if request.POST.get("change") == "stop":
            trials.stop(trial_id, by=visit.by, now=visit.now)
        elif request.POST.get("change") == "switch-on":
            switching.switch_on(trial_id, by=visit.by, now=visit.now)
            messages.success(request, _("Switched on. It holds for comments that come from now on."))
    except Refused as refusal:
        for text in refusal.sentences:
            messages.warning(request, text)
        return _page(request, visit, found, status=refusal.status)
    return HttpResponseRedirect(_address(visit, found))


@at_desk
def trial_state(request: HttpRequest, visit: Visit, trial_id: int) -> HttpResponse:
    """What it found so far, as HTML without a page around it, for the script."""
    context = {**_state(request, visit, trials.find(trial_id, by=visit.by)), "visit": visit, "place": visit.place}
    return render(request, "comments/desk/_trial_state.html", context)


def _page(request: HttpRequest, visit: Visit, found: RuleTrial, *, status: int = 200) -> HttpResponse:
    context = {"title": _("Trial of a rule"), "elsewhere": "trials", **_state(request, visit, found)}
    return pages.render_page(request, visit, "comments/desk/trial.html", context, status=status)


def _state(request: HttpRequest, visit: Visit, found: RuleTrial) -> dict[str, Any]:
    group = request.GET.get("group", "")
    return {
        "line": TrialLine(found, sentences(found)),
        "who": display_name(found.by) if found.by else "", "headlines": results.headlines(found),
        "groups": results.groups(found, visit.access, most=_FEW, whole=group), "whole": group, "kept": trials.KEPT,
        "days": trials.DAYS, "needs_addresses": results.needs_addresses(found),
        "spam_is_purged": found.site is None or 0 < found.site.spam_days < trials.DAYS,
        "may_switch_on": switching.may_switch_on(found, by=visit.by, now=visit.now),
    }  # fmt: skip


def _list_page(request: HttpRequest, visit: Visit, sent: Mapping[str, str], *, status: int = 200) -> HttpResponse:
    lines = [TrialLine(one, sentences(one)) for one in trials.latest(access_of(visit.by))]
    context = {
        "title": _("Try a rule"), "elsewhere": "trials", "lines": lines, "what": WHAT, "days": trials.DAYS,
        "sent": sent,
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/trials.html", context, status=status)


def _begun(visit: Visit, sent: Mapping[str, str]) -> RuleTrial:
    """Raises a Refused for what cannot be tried."""
    chosen = parse_id(sent.get("on", "")) if len(visit.sites) > 1 else visit.sites[0].pk
    site = next((site for site in visit.sites if site.pk == chosen), None)
    if site is None:
        raise _invalid(_("Choose the site on whose comments it is tried."))
    what, value = sent.get("what", ""), typed(sent, "value")
    if what not in WHAT or not value:
        raise _invalid(_("Choose what to try, and type the word, address or number."))
    return trials.start(_rule(what, value, site), by=visit.by, site_id=site.pk, now=visit.now)


def _rule(what: str, value: str, site: Site) -> TriedRule:
    if what in LISTS:
        typed = word_lists.typed_of(site)[LISTS[what]]
        lines = f"{typed.lines.rstrip()}\n{value}".lstrip()
        return TriedRule(lists={LISTS[what]: Typed(lines, typed.off)})
    if what in BanKind.values:
        try:
            return TriedRule(ban=BanRule(what, bans.canonical(what, value), BanEffect.HOLD))
        except ValidationError as error:
            raise _invalid(" ".join(error.messages)) from error
    number = parse_id(value) if value != "0" else 0
    if number is None:
        raise _invalid(_("Type a number."))
    return TriedRule(settings={what: number})


def _invalid(message: Message) -> Invalid:
    return Invalid([FieldError("value", "invalid", message)])


def _address(visit: Visit, found: RuleTrial) -> str:
    return reverse("admin:comments_desk_trial", args=[found.pk]) + visit.place.query()
