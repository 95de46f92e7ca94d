"""Taking one's own decisions and batches back: a single one opens its card again, of a batch all come back."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from comments.desk import batches, cards, mine, pages
from comments.desk.deciding import answer, beside, refused, wants_json
from comments.desk.said import UNDONE
from comments.desk.visit import Visit, at_desk
from comments.errors import IllegalMove, NotFound, Stale
from comments.models import Batch, Decision
from comments.moderation import batch_access, undoing
from comments.text.filling import fill
from comments.text.parsing import parse_id

LAST = "last"


@at_desk
def undo(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take back the `decision` or the `batch` with this number, or the “last” of both."""
    if request.method != "POST":
        return HttpResponseRedirect(pages.address_of(visit, None))
    asked = _asked(request.POST.dict(), visit)
    if isinstance(asked, Batch):
        return _take_batch_back(request, visit, asked)
    if asked is not None:
        return _take_back(request, visit, asked)
    said = _("There is nothing to undo.")
    if wants_json(request):
        return JsonResponse({"error": {"code": NotFound.code, "said": said}}, status=404)
    messages.warning(request, said)
    return HttpResponseRedirect(pages.following(request, pages.address_of(visit, None)))


def _asked(sent: Mapping[str, str], visit: Visit) -> Decision | Batch | None:
    if sent.get("decision") == LAST:
        return mine.last_undoable(visit)
    if batch_id := parse_id(sent.get("batch", "")):
        return batch_access.visible(visit.by).filter(pk=batch_id).first()
    return Decision.objects.filter(pk=parse_id(sent.get("decision", "")) or 0).first()


def _take_back(request: HttpRequest, visit: Visit, decision: Decision) -> HttpResponse:
    comment = cards.find(decision.comment_id, visit.access)
    try:
        restored = undoing.undo(decision.pk, by=visit.by, now=visit.now)
    except (Stale, IllegalMove) as refusal:
        return refused(request, visit, comment, refusal)
    said = fill(UNDONE, name=restored.name or _("Anonymous"))
    if wants_json(request):
        return JsonResponse(answer(request, visit, restored, restored.decisions.last(), said))
    messages.success(request, said)
    return HttpResponseRedirect(pages.following(request, pages.address_of(visit, restored.pk)))


def _take_batch_back(request: HttpRequest, visit: Visit, batch: Batch) -> HttpResponse:
    """If a worker is still at it, a form leads to its page."""
    try:
        taken, said = batches.take_back(batch.pk, visit)
    except (Stale, IllegalMove) as refusal:
        if wants_json(request):
            error = {"code": refusal.code, "said": str(refusal.message)}
            return JsonResponse({"error": error, **beside(request, visit)}, status=refusal.status)
        messages.warning(request, refusal.message)
        return HttpResponseRedirect(batches.address_of(visit, batch))
    if wants_json(request):
        return JsonResponse({"result": {"id": 0, "decision": None, "said": said}, **beside(request, visit)})
    messages.success(request, said)
    if taken.due:
        return HttpResponseRedirect(batches.address_of(visit, taken))
    return HttpResponseRedirect(pages.following(request, pages.address_of(visit, None)))
