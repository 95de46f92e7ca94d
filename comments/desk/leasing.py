"""Telling colleagues which comment one is busy with."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext as _

from comments.desk import cards
from comments.desk.visit import Visit, at_desk
from comments.errors import Leased
from comments.moderation import leases


@at_desk
def lease(request: HttpRequest, visit: Visit, comment_id: int) -> HttpResponse:
    """POST takes it, or has it longer; 409 says which colleague has it. DELETE gives it up."""
    if request.method == "DELETE":
        leases.free(comment_id, visit.by)
        return HttpResponse(status=204)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST", "DELETE"])
    cards.find(comment_id, visit.access)
    try:
        taken = leases.take(comment_id, by=visit.by, now=visit.now)
    except Leased as refusal:
        said = _("%(who)s has this comment open.") % {"who": refusal.who}
        return JsonResponse({"error": {"code": refusal.code, "said": said}}, status=refusal.status)
    return JsonResponse({"until": taken.until.isoformat()})
