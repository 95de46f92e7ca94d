"""What happens to those who guess passwords: they wait, by the network they come from and by the account they try."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from comments.net.ip import network_of
from project import known_browsers

# An account takes so many times the wrong passwords that one network may send, from all networks together.
_NETWORKS = 5


class Throttle(AxesDatabaseHandler):  # type: ignore[misc]  # has no type hints
    """Counts by network, and by account for browsers in which its owner never signed in.

    So a crowd of networks cannot go on guessing at one account, and strangers cannot lock its owner's browser out.
    """

    def get_failures(self, request: HttpRequest, credentials: Mapping[str, str] | None = None) -> int:
        by_network = int(super().get_failures(request, credentials))
        if known_browsers.knows(request, name(request, credentials)):
            return by_network
        of_account = AccessAttempt.objects.filter(
            username=name(request, credentials), attempt_time__gte=get_cool_off_threshold(request)
        )
        failures = of_account.aggregate(n=Sum("failures_since_start"))["n"] or 0
        return max(by_network, int(failures) // _NETWORKS)


def network(request: HttpRequest) -> str | None:
    """The first address of the client's network (IPv4 /32, IPv6 /64), None when unknown. A whole /64 is one guesser."""
    return network_of(request.META.get("REMOTE_ADDR", "")).partition("/")[0] or None


def name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The name that was typed, cut at 255 characters and without NUL, which PostgreSQL would refuse."""
    typed = credentials["username"] if credentials and "username" in credentials else request.POST.get("username", "")
    return typed.replace("\x00", "")[:255]


def locked_out(request: HttpRequest, _response: HttpResponse | None, _credentials: object) -> HttpResponse:
    """A page (429) that says when to try again. Further attempts do not prolong that: nobody is kept out for ever."""
    recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    failures = recent.filter(Q(ip_address=network(request)) | Q(username=name(request)))
    last: datetime = failures.order_by("attempt_time").values_list("attempt_time", flat=True).last() or timezone.now()
    seconds = max(1, ceil((last + settings.AXES_COOLOFF_TIME - timezone.now()).total_seconds()))
    context = {**admin.site.each_context(request), "minutes": ceil(seconds / 60)}
    answer = render(request, "admin/locked_out.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer
