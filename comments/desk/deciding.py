"""Decisions at the desk: one answer for a form, which leads to the next card, and for the script, as JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from comments.desk import batch_lines, batches, cards, changed, pages
from comments.desk.said import DONE, undoable
from comments.desk.sent import typed
from comments.desk.visit import Visit, at_desk
from comments.errors import IllegalMove, Invalid, ReasonNeeded, Refused, Stale
from comments.models import Action, Comment, Decision
from comments.moderation import aside, decisions, queue, sentences
from comments.text.filling import fill
from comments.text.parsing import parse_id

_TYPED = ("told", "code", "note", "text", "for_whom", "hours")


@dataclass(frozen=True)
class Asked:
    """What a form asks for: `told` is what the author reads, `code` a reason of the site, `note` for colleagues."""

    comment_id: int
    version: int
    action: str
    told: str = ""
    code: str = ""
    note: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "Asked":
        return cls(
            parse_id(sent.get("comment", "")) or 0, parse_id(sent.get("version", "")) or 0, sent.get("action", ""),
            typed(sent, "told"), typed(sent, "code"), typed(sent, "note"),
        )  # fmt: skip


@at_desk
def decide(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Carry a decision out; asked for without one, as after a login, the desk."""
    if request.method != "POST":
        return HttpResponseRedirect(pages.address_of(visit, None))
    asked = Asked.read(request.POST.dict())
    comment = cards.find(asked.comment_id, visit.access)
    try:
        decided = carry_out(asked, visit)
    except (Stale, IllegalMove, ReasonNeeded, Invalid) as refusal:
        show = "reject" if isinstance(refusal, ReasonNeeded) or asked.told or asked.code or asked.note else ""
        return refused(request, visit, comment, refusal, version=asked.version, show=show)
    said = fill(DONE[asked.action], name=decided.name or _("Anonymous"))
    return answered(request, visit, decided, decided.decisions.last(), said)


def answered(
    request: HttpRequest, visit: Visit, comment: Comment, decision: Decision | None, said: str
) -> HttpResponse:
    """What was asked is done: JSON for the script, and for a form the next card, with a message that can undo it."""
    if wants_json(request):
        return JsonResponse(answer(request, visit, comment, decision, said))
    undoable(request, said, decision.pk if decision else None)
    return HttpResponseRedirect(pages.address_of(visit, next_after(visit, comment.pk)))


def carry_out(asked: Asked, visit: Visit) -> Comment:
    """Raises a Refused: Stale, IllegalMove, NotAllowed or NotFound."""
    if asked.action == Action.BACK:
        return aside.take_back(asked.comment_id, by=visit.by, note=asked.note, version=asked.version, now=visit.now)
    act: Callable[..., Comment] | None = decisions.ACTIONS.get(asked.action)
    if act is None or asked.action not in DONE:
        raise IllegalMove(_("There is no such decision."))
    said = {"reason": asked.told, "code": asked.code, "note": asked.note}
    return act(asked.comment_id, by=visit.by, version=asked.version, now=visit.now, **said)


def next_after(visit: Visit, comment_id: int) -> int | None:
    """The comment behind this one in the queue, skipping those that a colleague has open; None at its end."""
    place = visit.place
    return queue.next_id(
        place.queue, visit.access, comment_id, by=visit.by, site_id=visit.site_id, order=place.order, now=visit.now
    )


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def answer(
    request: HttpRequest, visit: Visit, comment: Comment, decision: Decision | None, said: str
) -> dict[str, Any]:
    """For the script: what became of the comment, the counts, and of the next card what may have changed."""
    return {
        "result": {
            "id": comment.pk, "status": comment.status, "version": comment.version,
            "decision": decision.pk if decision else None, "said": said,
        },
        **beside(request, visit),
    }  # fmt: skip


def beside(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """What every answer to the script brings: counts, who wrote the comment that it shows now, what changed."""
    following = parse_id(request.POST.get("next", ""))
    return {
        "counts": counts(visit),
        "running": batch_lines.running(visit),
        "next": _author_html(request, visit, following) if following else "",
        "changed": changed.since(visit, request.POST.get("seen", "")),
    }


def counts(visit: Visit) -> dict[str, str]:
    """How many comments each queue has, as texts."""
    counted = queue.counts(visit.access, by=visit.by, site_id=visit.site_id, now=visit.now)
    return {name: count.shown for name, count in counted.items()}


def _author_html(request: HttpRequest, visit: Visit, comment_id: int) -> str:
    try:
        comment = cards.find(comment_id, visit.access)
    except Refused:
        return ""
    return render_to_string("comments/desk/_author.html", pages.part_context(visit, comment, "author"), request)


def refused(
    request: HttpRequest, visit: Visit, comment: Comment, refusal: Refused, *, version: int = 0, show: str = ""
) -> HttpResponse:
    """Nothing was changed: the card as it is now, with what was typed and who did what meanwhile."""
    now, text = cards.find(comment.pk, visit.access), said_of(refusal, comment, version)
    if wants_json(request):
        html = render_to_string("comments/desk/_card.html", pages.part_context(visit, now, "card"), request)
        error = {
            "code": refusal.code, "said": str(text), "id": now.pk, "version": now.version, "status": now.status,
            "card": html,
        }  # fmt: skip
        return JsonResponse({"error": error, **beside(request, visit)}, status=refusal.status)
    messages.warning(request, text)
    draft = {name: request.POST.get(name, "") for name in _TYPED}
    return pages.card_page(request, visit, now, draft=draft, show=show, status=refusal.status)


def said_of(refusal: Refused, comment: Comment, version: int) -> str:
    """Why nothing was changed: what a colleague did meanwhile, or what has to be put right."""
    meanwhile = sentences.meanwhile(comment, version) if version and isinstance(refusal, Stale) else ""
    return meanwhile or batches.said_of(refusal)
