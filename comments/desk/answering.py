"""Replies of the publication, from the card of the comment that they answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from comments.desk import cards, pages
from comments.desk.deciding import Asked, answered, refused
from comments.desk.visit import Visit, at_desk
from comments.errors import IllegalMove, Invalid, Stale
from comments.posting import answers
from comments.text import normalization


@at_desk
def reply(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Approve what is answered and publish the reply; asked for without one, the desk."""
    if request.method != "POST":
        return HttpResponseRedirect(pages.address_of(visit, None))
    asked = Asked.read(request.POST.dict())
    comment = cards.find(asked.comment_id, visit.access)
    text = normalization.normalise_text(request.POST.get("text", "")).strip()
    try:
        answer = answers.answer(comment.pk, by=visit.by, version=asked.version, text=text, now=visit.now)
    except (Stale, IllegalMove, Invalid) as refusal:
        return refused(request, visit, comment, refusal, version=asked.version)
    comment.refresh_from_db(fields=["status", "version"])
    return answered(request, visit, comment, answer.decisions.last(), _("Published your reply."))
