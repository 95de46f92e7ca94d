"""One decision on all that is ticked in the flood view: clusters and comments together, as one batch."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import limits
from comments.desk import batches as desk_batches
from comments.desk import pages, typed_number
from comments.desk.flood_ticks import Ticks, read_ticks
from comments.desk.floods import ACTIONS
from comments.desk.said import batch_undoable
from comments.desk.sent import typed
from comments.desk.visit import Visit, at_desk
from comments.errors import Refused, Stale
from comments.models import Batch, BatchKind, Comment
from comments.moderation import batches, clusters, floods


@at_desk
def decide(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Decide on what is ticked; of more than a hundred the number is asked for first, on a page of its own."""
    action = request.POST.get("action", "")
    if request.method != "POST" or action not in ACTIONS:
        return _to_view(visit)
    ticks = _without_published(request, visit, read_ticks(request.POST))
    number = _number(visit, ticks, action)
    if not number:
        messages.warning(request, _("Nothing is ticked that still waits, so nothing was changed."))
        return _to_view(visit)
    if objection := typed_number.objection(number, request.POST):
        if typed_number.FIELD in request.POST:
            messages.warning(request, objection)
        return _ask(request, visit, ticks, number)
    return _carry_out(request, visit, ticks, action)


def _without_published(request: HttpRequest, visit: Visit, ticks: Ticks) -> Ticks:
    """What was ticked as all of its group, without clusters in which somebody was published since it was seen."""
    published = floods.published_in(ticks.by_group, visit.access)
    if published:
        said = ngettext(
            "%(n)d cluster was left out: an author in it has been published meanwhile.",
            "%(n)d clusters were left out: authors in them have been published meanwhile.",
            len(published),
        )
        messages.warning(request, said % {"n": len(published)})
    return replace(ticks, clusters={pk: one for pk, one in ticks.clusters.items() if pk not in published})


def _number(visit: Visit, ticks: Ticks, action: str) -> int:
    asked = floods.chosen_comments(ticks.comments) | clusters.covered(list(ticks.clusters.values()), action)
    return batches.takable(asked, action, by=visit.by).count()


def _ask(request: HttpRequest, visit: Visit, ticks: Ticks, number: int) -> HttpResponse:
    action = request.POST["action"]
    label, _key = ACTIONS[action]
    context = {
        "title": _("Flood view"), "elsewhere": "floods", "number": number, "fields": ticks.fields(), "action": action,
        "label": label, "clusters": len(ticks.clusters), "stands": "stands" in request.POST,
        "sent": request.POST, "key": request.POST.get("key", "")[:32],
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/flood_sure.html", context)


def _carry_out(request: HttpRequest, visit: Visit, ticks: Ticks, action: str) -> HttpResponse:
    key = desk_batches.key_of(request.POST, action, sorted(ticks.clusters), sorted(ticks.comments.items()))
    try:
        batch = batches.decide(
            action, by=visit.by, kind=BatchKind.SELECTION, chosen=list(ticks.clusters.values()),
            comments=Comment.objects.filter(floods.chosen_comments(ticks.comments)), stands="stands" in request.POST,
            code=typed(request.POST, "code"), reason=typed(request.POST, "told"), key=key,
            now=visit.now,
        )  # fmt: skip
    except Refused as refusal:
        meanwhile = _("A colleague has decided on one of these clusters meanwhile. Nothing was changed: look again.")
        messages.warning(request, meanwhile if isinstance(refusal, Stale) else desk_batches.said_of(refusal))
        return _to_view(visit)
    if batch.size <= limits.BATCH_AT_ONCE:
        return desk_batches.begun(request, visit, batch, _address(visit))
    batch_undoable(request, _said(batch), batch.pk)
    return _to_view(visit)


def _said(batch: Batch) -> str:
    words = {"n": batch.size, "done": desk_batches.DONE[batch.action]}
    return ngettext("%(n)d comment is being %(done)s.", "%(n)d comments are being %(done)s.", batch.size) % words


def _address(visit: Visit) -> str:
    return reverse("admin:comments_desk_floods") + visit.place.query()


def _to_view(visit: Visit) -> HttpResponse:
    return HttpResponseRedirect(_address(visit))
