"""What happens to those who guess passwords: they wait, by the network they come from."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil

from axes.attempts import get_cool_off_threshold
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from comments.net.ip import network_of


def network(request: HttpRequest) -> str | None:
    """The first address of the client's network (IPv4 /32, IPv6 /64), None when unknown. A whole /64 is one guesser."""
    return network_of(request.META.get("REMOTE_ADDR", "")).partition("/")[0] or None


def name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The name that was typed, cut at 255 characters and without NUL, which PostgreSQL would refuse."""
    typed = credentials["username"] if credentials and "username" in credentials else request.POST.get("username", "")
    return typed.replace("\x00", "")[:255]


def locked_out(request: HttpRequest, _response: HttpResponse | None, _credentials: object) -> HttpResponse:
    """A page (429) that says when to try again. Further attempts do not prolong that: nobody is kept out for ever."""
    failures = AccessAttempt.objects.filter(
        ip_address=network(request), attempt_time__gte=get_cool_off_threshold(request)
    )
    last: datetime = failures.order_by("attempt_time").values_list("attempt_time", flat=True).last() or timezone.now()
    seconds = max(1, ceil((last + settings.AXES_COOLOFF_TIME - timezone.now()).total_seconds()))
    context = {**admin.site.each_context(request), "minutes": ceil(seconds / 60)}
    answer = render(request, "admin/locked_out.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer
