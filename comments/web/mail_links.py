"""The pages that mails lead to, on which their reader stops them.

A mail's links are followed by programs, before and without its reader: a page only asks, and a POST does it. It needs
no session and no token of a form: nobody can send it who does not hold the link.
"""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.mail import stopping
from comments.mail.stopping import Stop
from comments.web import cache_control

RESUME = "resume"


@login_not_required
@csrf_exempt
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """Ask, or do what was asked; mail programs send their POST here too (RFC 8058), and get the same page."""
    request.encoding = "utf-8"  # whatever charset the client names, a codec of its choice is not run
    asked = stopping.read_token(request.GET.get("token", ""))
    about = stopping.find(asked) if asked else None
    with translation.override(about.language if about else _spoken(request)):
        response = _answer(request, asked) if asked and about else _gone(request)
    cache_control.keep_private(response)
    return response


def _answer(request: HttpRequest, asked: Stop) -> HttpResponse:
    was_sent = request.method == "POST"
    has_resumed = was_sent and RESUME in request.POST
    if has_resumed:
        stopping.resume_mails(asked)
    elif was_sent:
        stopping.stop_mails(asked)
    about = stopping.find(asked)  # in the language of its reader
    context = {
        "title": about.title if about else "", "address": request.get_full_path(), "has_resumed": has_resumed,
        "is_stopped": (was_sent and not has_resumed) or stopping.is_stopped(asked), "resume": RESUME,
        "can_resume": bool(about and about.can_resume),
    }  # fmt: skip
    return render(request, "comments/mail_stop.html", context)


def _gone(request: HttpRequest) -> HttpResponse:
    """404 for a link that is too old, cut, or of somebody who is gone."""
    context = {"title": _("This link is no longer valid"), "is_gone": True}
    return render(request, "comments/mail_stop.html", context, status=404)


def _spoken(request: HttpRequest) -> str:
    return translation.get_language_from_request(request)
