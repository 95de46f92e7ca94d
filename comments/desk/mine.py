"""One's own decisions of the last day, each with its Undo."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from comments.desk import pages
from comments.desk.visit import Visit, at_desk
from comments.moderation import undoing

SINCE = timedelta(days=1)


@at_desk
def mine(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Those of the last day, the latest first, each with whether it can be taken back; the key takes the first back."""
    decided = [(one, undoing.can_be_undone(one)) for one in undoing.mine(visit.by, visit.now - SINCE)]
    last = next((one for one, can_be_undone in decided if can_be_undone), None)
    context = {"decided": decided, "last": last, "elsewhere": "mine"}
    return pages.render_page(request, visit, "comments/desk/mine.html", context)
