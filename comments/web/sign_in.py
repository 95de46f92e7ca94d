"""Signing in and out on our own pages: a page of the host sends its token here by a form, and gets a cookie of ours."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import unquote, urlsplit, urlunsplit

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comments import conf
from comments.access import identities, origins
from comments.errors import IdentityKeysUnknown, Refused, TooFast
from comments.models import Site
from comments.web import acts, cache_control, reader
from comments.web.page_request import reader_cookie
from comments.web.thread_page import localized

# The fields of the form.
IDENTITY, NEXT = "identity", "next"
View = Callable[[HttpRequest, Site, str], HttpResponse]


def _form(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Decorates a view that gets the site and where to go on: 303 to there, or a page that says why not."""

    @wraps(view)
    def around(request: HttpRequest, site: str) -> HttpResponse:
        request.encoding = "utf-8"  # whatever charset the client names, a codec of its choice is not run
        found = Site.objects.filter(slug=site).first()
        if found is None:
            raise Http404
        with localized(found):
            try:
                response = view(request, found, _next(request, found))
            except Refused as refused:
                response = _refused(request, refused)
        cache_control.keep_private(response)
        return response

    return login_not_required(csrf_exempt(transaction.non_atomic_requests(require_POST(around))))


@_form
def sign_in(request: HttpRequest, site: Site, back: str) -> HttpResponse:
    """Take the host's token, from a page whose origin the site lists: others could sign a visitor in as somebody."""
    origins.require_listed(request.headers.get("Origin", "null"), site)
    signed = identities.sign_in(site, request.POST.get(IDENTITY, ""))
    response = acts.redirect_to(back)
    reader.remember(response, site, signed.token)
    return response


@_form
def sign_out(request: HttpRequest, site: Site, back: str) -> HttpResponse:
    """End the session of this browser."""
    acts.refuse_foreign(request, site)
    identities.sign_out(site, request.COOKIES.get(reader_cookie(site.slug), ""))
    response = acts.redirect_to(back)
    reader.forget(response, site)
    return response


def _next(request: HttpRequest, site: Site) -> str:
    """Which of the site's own pages to go on with, without its origin. Raises Refused."""
    try:
        asked = urlsplit(request.POST.get(NEXT, ""))
    except ValueError:  # no address at all
        asked = urlsplit("")
    is_here = not (asked.scheme or asked.netloc) or f"{asked.scheme}://{asked.netloc}" == conf.public_origin()
    # Browsers go up by %2e%2e as well.
    is_below = asked.path.startswith(reverse("comments-thread", args=[site.slug])) and ".." not in unquote(asked.path)
    if not (is_here and is_below):
        raise Refused(_("The field “next” must name a page of the comments of this site."))
    return urlunsplit(asked._replace(scheme="", netloc=""))


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    response = render(request, "comments/sign_in_refused.html", {"message": refused.message}, status=refused.status)
    if isinstance(refused, IdentityKeysUnknown | TooFast):
        response["Retry-After"] = str(refused.retry_after)
    return response
