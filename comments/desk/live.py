"""What happens at the desk meanwhile: asked for every few seconds, and answered in full only when something did."""

from hashlib import blake2b

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response

from comments.desk import batch_lines, changed, deciding
from comments.desk.visit import Visit, at_desk
from comments.models import Comment, Decision, Report
from comments.moderation import queue
from comments.text.parsing import parse_id

_AMONG = 20


@at_desk
def live(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The counts, what became of the comments in `seen`, and how many new ones stand above them.

    With a token for the next forms: after another login the old one is worth nothing, and the script asks here.
    """
    seen = request.GET.get("seen", "")
    running = batch_lines.running(visit)
    etag = _etag(visit, seen, running)
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    answer = {
        "by": visit.by.pk,
        "token": get_token(request),
        "counts": deciding.counts(visit),
        "running": running,
        "changed": changed.since(visit, seen),
        "above": _above(visit, seen),
    }
    return JsonResponse(answer, headers={"ETag": etag})


def _etag(visit: Visit, seen: str, running: str) -> str:
    """The ends of three indexes, the minute, what runs, for whom, and what is asked: the answer changes with these.

    With the minute, what time alone changes: what was set aside until then, and what the checks have not finished.
    """
    ends = [_last_id(Decision), _last_id(Comment), _last_id(Report), int(visit.now.timestamp()) // 60]
    asked = [running, visit.by.pk, sorted(visit.access.site_ids or ()), visit.place.query(), seen]
    return f'"{blake2b(repr([ends, asked]).encode(), digest_size=12).hexdigest()}"'


def _last_id(model: type[Decision] | type[Comment] | type[Report]) -> int | None:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first()


def _above(visit: Visit, seen: str) -> int:
    """How many comments stand before the first one seen; none in an order where new ones come last."""
    place = visit.place
    order = place.order or queue.QUEUES[place.queue].orders[0]
    known = {parse_id(one.partition(":")[0]) for one in seen.split(",")}
    if order == "oldest" or place.after or not seen:
        return 0
    found = queue.page(
        place.queue, visit.access, by=visit.by, site_id=visit.site_id, order=order, now=visit.now, limit=_AMONG
    )
    ids = [comment.pk for comment in found]
    return next((place for place, comment_id in enumerate(ids) if comment_id in known), len(ids))
