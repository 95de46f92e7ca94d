"""The next cards of a queue at once, so that the script has each before it is asked for."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from comments.desk import pages
from comments.desk.pages import Row
from comments.desk.visit import Visit, at_desk


@at_desk
def cards_ahead(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The row and the card of each comment on the page of the list that the address names.

    Not of its author: what is known of authors changes with every decision, so it comes when the card is shown.
    """
    rows = pages.listed(visit)
    # Their links lead to where the page stands, not to where this part of the list began.
    visit = replace(visit, place=replace(visit.place, after=None))
    return JsonResponse({"cards": [_rendered(request, visit, row) for row in rows], "more": len(rows) >= pages.IN_LIST})


def _rendered(request: HttpRequest, visit: Visit, row: Row) -> dict[str, Any]:
    comment, mark = row
    context = {**pages.part_context(visit, comment, "card"), "mark": mark}
    return {
        "id": comment.pk,
        "row": render_to_string("comments/desk/_row.html", context, request),
        "card": render_to_string("comments/desk/_card.html", context, request),
    }
