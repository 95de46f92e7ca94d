"""Decisions on what is ticked in the compact view, as one batch of the versions that were on the screen."""

from collections.abc import Mapping

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from comments.desk import batches, pages
from comments.desk.deciding import said_of
from comments.desk.visit import Visit, at_desk
from comments.errors import IllegalMove, Message, Stale
from comments.models import BatchKind, Comment
from comments.moderation import decisions
from comments.text.parsing import parse_id


@at_desk
def decide_ticked(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One batch of all that is as it was; what was decided or edited meanwhile is named, and stays as it is."""
    action, following = request.POST.get("action", ""), pages.address_of(visit, None)
    if request.method != "POST" or action not in batches.DONE:
        return HttpResponseRedirect(following)
    ticked = _ticked(request)
    if not ticked:
        messages.warning(request, _("Nothing was ticked, so nothing was changed."))
        return HttpResponseRedirect(following)
    key = batches.key_of(request.POST, action, sorted(ticked.items()))
    if again := batches.pressed_before(request, visit, key, following):
        return again
    as_seen = _as_seen(request, visit, ticked, action)
    if not as_seen:
        return HttpResponseRedirect(following)
    # Each with its version, so that an edit of this very moment is not decided on unread.
    condition = Q(*(Q(pk=pk, version=version) for pk, version in as_seen.items()), _connector=Q.OR)
    kind, comments = BatchKind.SELECTION, Comment.objects.filter(condition)
    begun = batches.begin(request, visit, action, kind=kind, comments=comments, key=key, following=following)
    return begun or HttpResponseRedirect(following)


def _ticked(request: HttpRequest) -> dict[int, int]:
    """The version that was on the screen of each comment that is ticked; 0 where the form does not say."""
    listed = [parse_id(one) for one in request.POST.getlist("ticked")][: pages.IN_COMPACT]
    versions = {one: parse_id(request.POST.get(f"version_{one}", "")) for one in listed if one is not None}
    return {comment_id: version or 0 for comment_id, version in versions.items()}


def _as_seen(request: HttpRequest, visit: Visit, ticked: Mapping[int, int], action: str) -> dict[int, int]:
    """Those that can be decided on as they were seen, with their versions; of the others a message says why not."""
    rows = Comment.objects.filter(pk__in=ticked).select_related("thread__site", "review_sample")
    found = {comment.pk: comment for comment in visit.access.filter(rows)}
    as_seen: dict[int, int] = {}
    for comment_id, version in ticked.items():
        comment = found.get(comment_id)
        if comment is None:
            messages.warning(request, _("Comment %(id)d is not there any more.") % {"id": comment_id})
        elif objection := _objection(comment, version, action, visit):
            messages.warning(request, _("%(comment)s: %(text)s") % {"comment": comment, "text": objection})
        else:
            as_seen[comment_id] = version
    return as_seen


def _objection(comment: Comment, version: int, action: str, visit: Visit) -> Message:
    if comment.version != version:
        return said_of(Stale(), comment, version)
    if action not in decisions.possible_actions(comment, visit.by):
        return IllegalMove.message
    return ""
