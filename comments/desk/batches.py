"""Decisions on many comments: begun from a form, followed on a page of their own, paused, stopped and taken back."""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import limits
from comments.desk import batch_lines, pages
from comments.desk.batch_lines import BatchLine, find, listed
from comments.desk.said import batch_undoable
from comments.desk.sent import typed
from comments.desk.visit import Visit, at_desk
from comments.errors import Message, Refused
from comments.models import Batch, BatchKind, Comment
from comments.moderation import batches, handfuls
from comments.text.parsing import parse_id

# Of the comments that were left as they were.
LISTED = 100
DONE: dict[str, Message] = {
    "approve": gettext_lazy("approved"),
    "confirm": gettext_lazy("left published"),
    "reject": gettext_lazy("rejected"),
    "spam": gettext_lazy("marked as spam"),
    "review": gettext_lazy("put under review again"),
}
CHANGES: dict[str, Callable[..., Batch]] = {
    "pause": batches.pause, "go-on": batches.go_on, "stop": batches.stop, "undo": batches.undo,
}  # fmt: skip


@at_desk
def batch(request: HttpRequest, visit: Visit, batch_id: int) -> HttpResponse:
    """How far it is, what was left as it was and why; sent, it is paused, goes on, is stopped or taken back."""
    line = find(visit, batch_id)
    if request.method == "POST":
        _change(request, visit, line.batch)
        return HttpResponseRedirect(pages.following(request, address_of(visit, line.batch)))
    standing = line.batch.chosen_clusters.aggregate(until=Max("stands_until"))
    context = {
        **_state(visit, line), "title": line.title, "told": _told(visit, line.batch), "stands_until": standing["until"],
        "elsewhere": "batches",
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/batch.html", context)


@at_desk
def state(request: HttpRequest, visit: Visit, batch_id: int) -> HttpResponse:
    """How far it is, as HTML without a page around it, for the script."""
    context = {**_state(visit, find(visit, batch_id)), "visit": visit, "place": visit.place}
    return render(request, "comments/desk/_batch_state.html", context)


@at_desk
def batch_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The latest first."""
    before = parse_id(request.GET.get("before", ""))
    lines = listed(visit, before=before)
    context: dict[str, Any] = {
        "title": _("Decisions on many comments"), "lines": lines, "elsewhere": "batches", "is_older": bool(before),
        "older": _older(visit, lines[-1].batch) if len(lines) >= batch_lines.ON_PAGE else "",
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/batches.html", context)


def begin(
    request: HttpRequest,
    visit: Visit,
    action: str,
    *,
    kind: BatchKind,
    comments: QuerySet[Comment],
    key: str,
    following: str,
) -> HttpResponse | None:
    """Freeze a batch of these comments with the reason in the form, carry out what is few, and lead on.

    None where it was refused; a message says why.
    """
    sent = request.POST
    try:
        frozen = batches.decide(
            action, by=visit.by, kind=kind, comments=comments, code=typed(sent, "code"), reason=typed(sent, "told"),
            key=key, with_published=True, now=visit.now,
        )  # fmt: skip
    except Refused as refusal:
        messages.warning(request, said_of(refusal))
        return None
    return begun(request, visit, frozen, following)


def pressed_before(request: HttpRequest, visit: Visit, key: str, following: str) -> HttpResponse | None:
    """Where a form leads that was sent twice: to what it began the first time."""
    same = Batch.objects.filter(by=visit.by, key=key).first() if key else None
    return begun(request, visit, same, following) if same else None


def begun(request: HttpRequest, visit: Visit, frozen: Batch, following: str) -> HttpResponse:
    """Few comments are decided on here and now, and a message on the page at `following` can take that back.

    Of more the batch's own page tells how far the worker is.
    """
    if frozen.size > limits.BATCH_AT_ONCE or not _carried_out(visit, frozen):
        return HttpResponseRedirect(address_of(visit, frozen))
    for item in batches.skipped(frozen, limits.BATCH_AT_ONCE):
        messages.warning(request, _("%(comment)s: %(text)s") % {"comment": item.comment, "text": item.why})
    if frozen.done:
        words = {"n": frozen.done, "done": DONE[frozen.action]}
        said = ngettext("%(n)d comment %(done)s.", "%(n)d comments %(done)s.", frozen.done) % words
        batch_undoable(request, said, frozen.pk)
    return HttpResponseRedirect(following)


def key_of(sent: QueryDict, *chosen: object) -> str:
    """One for each thing that is pressed on one page, so that a double press is one batch; "" without a key."""
    of_page = sent.get("key", "")
    return blake2b(repr((of_page[:32], *chosen)).encode(), digest_size=16).hexdigest() if of_page else ""


def take_back(batch_id: int, visit: Visit) -> tuple[Batch, str]:
    """Undo a batch, here and now if it is small; returns it with what to say. Raises a Refused."""
    taken = batches.undo(batch_id, by=visit.by, now=visit.now)
    if taken.size > limits.BATCH_AT_ONCE or not _carried_out(visit, taken):
        return taken, _("It is being undone. What somebody decided since is left as it is.")
    if not taken.size:
        return taken, _("The ban is taken back.")
    said = ngettext("Undone: %(n)d comment.", "Undone: %(n)d comments.", taken.undone) % {"n": taken.undone}
    if taken.kept:
        left = ngettext(
            "%(n)d comment is left as it is, since something happened to it.",
            "%(n)d comments are left as they are, since something happened to them.",
            taken.kept,
        )  # fmt: skip
        said = f"{said} {left % {'n': taken.kept}}"
    return taken, said


def address_of(visit: Visit, one: Batch) -> str:
    """Of its page, from this place."""
    return reverse("admin:comments_desk_batch", args=[one.pk]) + visit.place.query()


def said_of(refusal: Refused) -> str:
    """Why nothing was changed."""
    return " ".join(map(str, refusal.sentences))


def _change(request: HttpRequest, visit: Visit, one: Batch) -> None:
    """What a button of its page asks for; a message says what is done, or why not."""
    asked = request.POST.get("change", "")
    try:
        if asked == "undo":
            messages.success(request, take_back(one.pk, visit)[1])
        elif asked in CHANGES:
            CHANGES[asked](one.pk, by=visit.by, now=visit.now)
    except Refused as refusal:
        messages.warning(request, said_of(refusal))


def _state(visit: Visit, line: BatchLine) -> dict[str, Any]:
    """What _batch_state.html shows; nothing of a site that somebody does not moderate any more."""
    skipped = [one for one in batches.skipped(line.batch, LISTED) if visit.access.may_moderate(one.comment.site_id)]
    return {"line": line, "skipped": skipped, "listed_at_most": LISTED}


def _told(visit: Visit, one: Batch) -> list[str]:
    """What authors of its rejected comments read, on each of one's sites in its language."""
    told: Mapping[str, str] = one.told or {}
    return sorted({told[str(site.pk)] for site in visit.sites if told.get(str(site.pk))})


def _older(visit: Visit, last: Batch) -> str:
    fields = {**visit.place.fields(), "before": str(last.pk)}
    return f"{reverse('admin:comments_desk_batches')}?{urlencode(fields)}"


def _carried_out(visit: Visit, one: Batch) -> bool:
    """Whether all of it is done now: a worker may have been faster, and still be at it."""
    handfuls.carry_out(one.pk, limit=limits.BATCH_AT_ONCE + 1, now=visit.now)
    one.refresh_from_db()
    return one.due is None
