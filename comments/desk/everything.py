"""One decision on all that a queue holds or a search finds: looked at before, and frozen when it is pressed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import search
from comments.desk import batches, cards, many_reasons, pages, previews, typed_number
from comments.desk.previews import Preview
from comments.desk.search_form import SearchForm
from comments.desk.visit import Visit, at_desk
from comments.errors import Message
from comments.models import BatchKind, Comment
from comments.moderation import matched, queue
from comments.text.parsing import parse_id


@dataclass(frozen=True)
class Found:
    """What an address or a form names, and how: `state` are the fields that do, `back` is the address of the list."""

    comments: QuerySet[Comment]
    heading: str
    actions: Sequence[cards.CardAction]
    address: str
    state: Sequence[tuple[str, str]]
    back: str


@at_desk
def of_queue(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All of the queue that one stands at."""
    place = visit.place
    confirmed = place.queue in ("unseen", "reported")
    found = Found(
        queue.matching(place.queue, visit.access, by=visit.by, site_id=visit.site_id, now=visit.now),
        _("All in “%(queue)s”") % {"queue": place.label},
        [one for one in pages.many(visit) if confirmed or one.name != "confirm"],
        reverse("admin:comments_desk_all"),
        list(replace(place, after=None).fields().items()),
        reverse("admin:comments_desk") + place.query(after=None),
    )
    return _page(request, visit, found)


@at_desk
def of_search(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All that a search finds; of one whose fields are wrong, the search."""
    sent = _sent(request)
    form = SearchForm(sent, visit.access, visit.by)
    state = [(name, value) for name in form.fields for value in sent.getlist(name) if value]
    back = f"{reverse('admin:comments_desk_search')}?{urlencode(state)}"
    if not form.is_valid():
        return HttpResponseRedirect(back)
    words = form.text.strip()
    found = Found(
        search.matching(search.parse(form.text), visit.access, form.filters()),
        _("All that is found by “%(words)s”") % {"words": words} if words else _("All that the search finds"),
        [one for one in cards.MAIN if one.name != "confirm"],
        reverse("admin:comments_desk_search_all"),
        state,
        back,
    )
    return _page(request, visit, found)


def _page(request: HttpRequest, visit: Visit, found: Found) -> HttpResponse:
    """What a decision would fall on; sent, its batch, or why not."""
    sent, is_sent = _sent(request), request.method == "POST"
    action = next((one for one in found.actions if one.name == sent.get("action")), None)
    among = sent.getlist("among") if sent.get("asked") else None
    preview = previews.of(found.comments, action, among, last=parse_id(sent.get("last", "")))
    if is_sent and (response := _decided(request, visit, found, preview)):
        return response
    context: dict[str, Any] = {
        "title": found.heading, "found": found, "preview": preview, "most": matched.MOST, "elsewhere": "all",
        "sent": sent, "reasons": many_reasons.shared_by(visit), "key": secrets.token_hex(8),
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/all.html", context, status=422 if is_sent else 200)


def _decided(request: HttpRequest, visit: Visit, found: Found, preview: Preview) -> HttpResponse | None:
    """None where nothing was changed; a message says why."""
    key = batches.key_of(request.POST, preview.matched.action)
    if again := batches.pressed_before(request, visit, key, found.back):
        return again
    if objection := _objection(preview, request.POST):
        messages.warning(request, objection)
        return None
    return batches.begin(
        request, visit, preview.matched.action, kind=BatchKind.MATCHING, comments=preview.matched.comments, key=key,
        following=found.back,
    )  # fmt: skip


def _objection(preview: Preview, sent: QueryDict) -> Message:
    """What was seen is what is decided on: nothing that came since, and not more than was typed."""
    shown = parse_id(sent.get("shown", "")) or 0
    if preview.matched.is_too_many or preview.action is None:
        return _("Nothing was changed. Choose what to do.")
    if not preview.matched.number:
        return _("Nothing was changed: no comment is left to decide on.")
    if preview.matched.number > shown:
        words = {"n": preview.matched.number, "shown": shown}
        return ngettext(
            "Nothing was changed. It is %(n)d comment now, more than the %(shown)d that you saw. Look again.",
            "Nothing was changed. These are %(n)d comments now, more than the %(shown)d that you saw. Look again.",
            preview.matched.number,
        ) % words  # fmt: skip
    return typed_number.objection(shown, sent)


def _sent(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET
