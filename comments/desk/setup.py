"""Starting a site of one's own, and connecting it: the line to paste, the pages that may post, who moderates."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from comments import host
from comments.access import origins
from comments.access.membership import require_chief
from comments.access.staff import display_name, email_of
from comments.desk import page_check, pages
from comments.desk.setup_form import SetupForm, add_errors
from comments.desk.visit import Visit, at_desk
from comments.errors import FieldError, Invalid, NotFound
from comments.models import Membership, Site
from comments.moderation import new_site
from comments.net import hostnames, page_urls
from comments.reading import embedding
from comments.text import characters

_LONGEST_TITLE = 300


@at_desk
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Six questions; sent, the site that they describe, and the page on which it is connected."""
    require_chief(visit.by, None)
    form = SetupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            person = new_site.start(form.instance, moderator=form.moderator, by=visit.by)
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, _("“%(name)s” is there.") % {"name": form.instance.name})
            if person is not None:
                messages.success(request, _("%(person)s moderates it.") % {"person": display_name(person)})
            return HttpResponseRedirect(_address(form.instance))
    context = {"title": _("Start your own site"), "elsewhere": "setup", "form": form}
    status = 422 if form.errors else 200
    return pages.render_page(request, visit, "comments/desk/setup.html", context, status=status)


@at_desk
@transaction.non_atomic_requests
def connect(request: HttpRequest, visit: Visit, site_id: int) -> HttpResponse:
    """How a site gets onto its pages, for its chief moderators; sent, a page is checked or an origin allowed."""
    site = visit.led_site(site_id)
    sent = request.POST if request.method == "POST" else request.GET
    page, title = sent.get("page", ""), characters.cut(sent.get("title", "").strip(), _LONGEST_TITLE)
    if request.method == "POST":
        deed = _DEEDS.get(request.POST.get("action", ""))
        if deed is None:
            raise NotFound
        try:
            deed(request, visit, site)
        except Invalid as refusal:
            for text in refusal.sentences:
                messages.warning(request, text)
        return HttpResponseRedirect(_address(site, page=page[: page_urls.LONGEST], title=title))
    return pages.render_page(request, visit, "comments/desk/connect.html", _context(visit, site, page, title))


def _context(visit: Visit, site: Site, page: str, title: str) -> dict[str, Any]:
    first = next(iter(site.origins.split()), "")
    page_url = _usable(site, page) or (f"{first}/" if first else "")
    people = Membership.objects.filter(site=site).select_related("user").order_by("pk")
    return {
        "title": _("Connect %(site)s") % {"site": site.name},
        "elsewhere": "setup",
        "site": site,
        "page_url": page_url,
        "page_title": title or site.name,
        "longest_title": _LONGEST_TITLE,
        "line": embedding.line_for(site, page_url, title or site.name) if page_url else "",
        "refused": origins.refused(visit.access, site),
        "people": [
            (one, display_name(one.user), email_of(one.user), one.user.has_usable_password()) for one in people
        ],
    }  # fmt: skip


def _check(request: HttpRequest, visit: Visit, site: Site) -> None:
    page_url = _usable(site, request.POST.get("page", ""))
    if not page_url:
        sentence = _("Type the address of a page of your website. It begins with one of the site's origins.")
        raise Invalid([FieldError("page", "invalid", sentence)])
    found = page_check.check(site, page_url)
    (messages.success if found.is_there else messages.warning)(request, found.sentence)


def _allow(request: HttpRequest, visit: Visit, site: Site) -> None:
    origin = request.POST.get("origin", "")
    origins.allow(origin, site.pk, by=visit.by)
    messages.success(request, _("Pages of %(origin)s may post now.") % {"origin": origin})


_DEEDS: dict[str, Callable[[HttpRequest, Visit, Site], None]] = {"check": _check, "allow": _allow}


def _usable(site: Site, page: str) -> str:
    """The page's address as it is kept; empty unless it is one of the site's origins, and can name a thread."""
    try:
        kept = page_urls.kept(page)
    except page_urls.UnusableAddress:
        return ""
    is_ours = kept and site.may_post_from(hostnames.origin_of(kept)) and host.is_key(embedding.key_of(kept))
    return kept if is_ours else ""


def _address(site: Site, **chosen: str) -> str:
    """Of the page on which a site is connected, with what was chosen there."""
    address, query = reverse("admin:comments_desk_connect", args=[site.pk]), {k: v for k, v in chosen.items() if v}
    return f"{address}?{urlencode(query)}" if query else address
