"""The pages of the desk: its queues with one card, a card by its address, and parts of a card alone."""

from collections.abc import Callable, Mapping, Sequence
from secrets import token_hex
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from comments.access import colleagues
from comments.access.staff import display_name
from comments.desk import aside_form, batch_lines, cards, conversation, explanation, many_reasons, script
from comments.desk.flood_bar import flood_bar
from comments.desk.marks import RowMark, mark_of
from comments.desk.place import FIRST, Place
from comments.desk.visit import Visit, at_desk
from comments.models import Comment
from comments.moderation import queue, reasons
from comments.moderation.authors.panel import panel_of

IN_LIST = 20
IN_COMPACT = 50
SAMPLE = "sample"  # the queue that the bar shows only while there is something in it
Row = tuple[Comment, RowMark | None]


@at_desk
def desk(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A queue, and the card of its first comment; compact, the texts of many below one another."""
    rows = listed(visit)
    if visit.place.after and not rows:  # the last page was decided; what comes before it still waits
        return HttpResponseRedirect(reverse("admin:comments_desk") + visit.place.query(after=None))
    if visit.place.is_compact:
        context = {"rows": rows, "many": many(visit), "reasons": many_reasons.shared_by(visit), "key": token_hex(8)}
        return render_page(request, visit, "comments/desk/compact.html", context)
    return card_page(request, visit, rows[0][0] if rows else None, rows=rows)


@at_desk
def card(request: HttpRequest, visit: Visit, comment_id: int) -> HttpResponse:
    """The card of one comment, whatever became of it, beside the queue it was opened from."""
    rows = listed(visit)
    among = next((comment for comment, _mark in rows if comment.pk == comment_id), None)
    return card_page(request, visit, among or cards.find(comment_id, visit.access), rows=rows)


@at_desk
def part(request: HttpRequest, visit: Visit, comment_id: int, name: str) -> HttpResponse:
    """One part of a card as HTML without a page around it, for the script."""
    comment = cards.find(comment_id, visit.access)
    if name not in PARTS:
        raise Http404
    return render(request, f"comments/desk/_{name}.html", part_context(visit, comment, name))


def part_context(visit: Visit, comment: Comment, name: str) -> dict[str, Any]:
    """What the template of one part of a card needs."""
    return {"visit": visit, "place": visit.place, "comment": comment, **PARTS[name](visit, comment)}


def _aside_form(visit: Visit, comment: Comment) -> dict[str, Any]:
    people = [(user, display_name(user)) for user in colleagues.on_site(comment.site_id, visit.by)]
    return {"colleagues": people, "times": aside_form.TIMES}


PARTS: dict[str, Callable[[Visit, Comment], dict[str, Any]]] = {
    "card": lambda visit, comment: {"card": cards.card_of(comment, visit)},
    "row": lambda visit, comment: {"mark": mark_of(comment)},
    "author": lambda visit, comment: {"panel": panel_of(comment, by=visit.by, now=visit.now)},
    "reject": lambda visit, comment: {"reasons": reasons.list_for(comment.site)},
    "aside": _aside_form,
    "conversation": lambda visit, comment: {"conversation": conversation.around(comment)},
    "checks": lambda visit, comment: {"explained": explanation.explanation_of(comment)},
}
# Parts of the card that are shown when they are asked for.
ON_WISH = ("reject", "aside", "conversation", "checks")


def card_page(
    request: HttpRequest,
    visit: Visit,
    comment: Comment | None,
    *,
    rows: Sequence[Row] | None = None,
    draft: Mapping[str, str] | None = None,
    show: str = "",
    status: int = 200,
) -> HttpResponse:
    """The desk with this card, and without one that nothing waits.

    `draft` is what was typed and not carried out, in the part `show` of the card.
    """
    rows = listed(visit) if rows is None else rows
    context: dict[str, Any] = {"rows": rows, "draft": draft or {}}
    asked = [*request.GET.getlist("show"), show]
    for name in ("card", "author", *(name for name in ON_WISH if name in asked)):
        context |= part_context(visit, comment, name) if comment else {}
    return render_page(request, visit, "comments/desk/desk.html", context, status=status)


def render_page(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page in the admin's frame, below the bar with queues and their counts; who looks at it is at the desk."""
    visit.note()
    counts = queue.counts(visit.access, by=visit.by, site_id=visit.site_id, now=visit.now)
    site, address, place = admin.site, reverse("admin:comments_desk"), visit.place
    frame = {
        "site_title": site.site_title, "site_header": site.site_header, "site_url": site.site_url,
        "has_permission": True, "is_nav_sidebar_enabled": False, "is_popup": False, "title": _("Desk"),
    }  # fmt: skip
    queues = [
        (one, counts[name], address + place.query(queue=name, after=None, order=""))
        for name, one in queue.QUEUES.items()
        if name != SAMPLE or counts[name].number or place.queue == SAMPLE
    ]
    bar = {
        "flood_bar": flood_bar(visit, counts["decide"].number + counts["spam"].number),
        "queues": queues,
        "first_queue": FIRST,
        "running": batch_lines.running(visit),
        "visit": visit,
        "place": place,
        "desk_address": address,
        # A sample says something only if each comment of it was looked at.
        "all_address": "" if place.queue == SAMPLE else reverse("admin:comments_desk_all") + place.query(after=None),
        "facts": script.facts_for(visit),
    }
    return render(request, template, {**frame, **bar, **_turning(place, context), **context}, status=status)


def listed(visit: Visit) -> list[Row]:
    """The rows of the queue that one stands at, from where one stands."""
    place = visit.place
    comments = queue.page(
        place.queue, visit.access, by=visit.by, site_id=visit.site_id, order=place.order, after=place.after,
        now=visit.now, limit=IN_COMPACT if place.is_compact else IN_LIST,
    )  # fmt: skip
    return [(comment, mark_of(comment)) for comment in comments]


def _turning(place: Place, context: Mapping[str, Any]) -> dict[str, str]:
    """The queries of the pages before and behind these rows; of the one behind only where there may be one."""
    rows = context.get("rows") or []
    is_full = len(rows) >= (IN_COMPACT if place.is_compact else IN_LIST)
    return {"more": place.query(after=rows[-1][0].pk) if is_full else "", "from_start": place.query(after=None)}


def many(visit: Visit) -> list[cards.CardAction]:
    """What can be done to many of this queue at once, without what nothing in it allows."""
    needless = {"reported": "approve", "unseen": "approve", SAMPLE: "", "decided": ""}.get(visit.place.queue, "confirm")
    return [action for action in cards.MAIN if action.name != needless]


def address_of(visit: Visit, comment_id: int | None) -> str:
    """Of a card in this place, or without one of the queue."""
    path = reverse("admin:comments_desk_card", args=[comment_id]) if comment_id else reverse("admin:comments_desk")
    return path + visit.place.query()


def following(request: HttpRequest, otherwise: str) -> str:
    """Where a form leads: to the local address in its field `next`, and without one `otherwise`."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if is_ours else otherwise
