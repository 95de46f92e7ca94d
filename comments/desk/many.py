"""Decisions on what is ticked in the compact view, as one batch of the versions that were on the screen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from comments.desk import batches, pages
from comments.desk.deciding import said_of
from comments.desk.visit import Visit, at_desk
from comments.errors import Message
from comments.models import BatchKind
from comments.moderation import ticked
from comments.moderation.ticked import LeftOut
from comments.text.parsing import parse_id


@at_desk
def decide_ticked(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One batch of all that is as it was; what was decided or edited meanwhile is named, and stays as it is."""
    action, following = request.POST.get("action", ""), pages.address_of(visit, None)
    if request.method != "POST" or action not in batches.DONE:
        return HttpResponseRedirect(following)
    versions = _ticked(request)
    if not versions:
        messages.warning(request, _("Nothing was ticked, so nothing was changed."))
        return HttpResponseRedirect(following)
    key = batches.key_of(request.POST, action, sorted(versions.items()))
    if again := batches.pressed_before(request, visit, key, following):
        return again
    seen = ticked.look_at(versions, action, by=visit.by)
    for left in seen.left_out:
        messages.warning(request, _said(left, versions[left.comment_id]))
    if not seen.as_seen:
        return HttpResponseRedirect(following)
    begun = batches.begin(
        request, visit, action, kind=BatchKind.SELECTION, comments=seen.comments(), key=key, following=following
    )
    return begun or HttpResponseRedirect(following)


def _ticked(request: HttpRequest) -> dict[int, int]:
    """The version that was on the screen of each comment that is ticked; 0 where the form does not say."""
    listed = [parse_id(one) for one in request.POST.getlist("ticked")][: pages.IN_COMPACT]
    versions = {one: parse_id(request.POST.get(f"version_{one}", "")) for one in listed if one is not None}
    return {comment_id: version or 0 for comment_id, version in versions.items()}


def _said(left: LeftOut, version: int) -> Message:
    if left.comment is None:
        return _("Comment %(id)d is not there any more.") % {"id": left.comment_id}
    return _("%(comment)s: %(text)s") % {
        "comment": left.comment, "text": said_of(left.refusal, left.comment, version),
    }  # fmt: skip
