"""Setting a comment aside: for whom, until when, with a note for colleagues."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from comments.desk import cards, pages
from comments.desk.aside_form import TIMES, colleague
from comments.desk.deciding import Asked, answered, refused
from comments.desk.said import SET_ASIDE
from comments.desk.visit import Visit, at_desk
from comments.errors import IllegalMove, Invalid, Stale
from comments.moderation import aside
from comments.text.filling import fill


@at_desk
def set_aside(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a comment out of the queue for a while; asked for without one, the desk."""
    if request.method != "POST":
        return HttpResponseRedirect(pages.address_of(visit, None))
    asked = Asked.read(request.POST.dict())
    comment = cards.find(asked.comment_id, visit.access)
    _label, length = TIMES.get(request.POST.get("hours", ""), TIMES[""])
    whom = colleague(comment, visit.by, request.POST.get("for_whom", ""))
    until = visit.now + length if length else None
    try:
        done = aside.set_aside(
            comment.pk, by=visit.by, for_whom=whom, until=until, note=asked.note, version=asked.version, now=visit.now
        )
    except (Stale, IllegalMove, Invalid) as refusal:
        return refused(request, visit, comment, refusal, version=asked.version, show="aside")
    said = fill(SET_ASIDE, name=done.name or _("Anonymous"))
    return answered(request, visit, done, done.decisions.last(), said)
