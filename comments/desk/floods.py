"""What waits while a site is flooded, on one page: in groups, of each of which ten can be looked at by chance."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.desk import many_reasons, pages
from comments.desk.flood_ticks import CLUSTERS, LIKE, REST, written
from comments.desk.visit import Visit, at_desk
from comments.errors import Message
from comments.models import Comment
from comments.moderation import batch_access, clusters, floods, queue
from comments.moderation.floods import WaitingCluster
from comments.text.parsing import parse_id

SHOWN = 50  # comments of a group
ACTIONS: dict[str, tuple[Message, str]] = {
    "approve": (gettext_lazy("Approve"), "a"),
    "reject": (gettext_lazy("Reject"), "d"),
    "spam": (gettext_lazy("Spam"), "s"),
}


@dataclass(frozen=True)
class ListedCluster:
    """A cluster, and how the form names it as it is now."""

    about: WaitingCluster
    value: str

    @property
    def asked(self) -> str:
        """The query that asks for ten of it."""
        return f"cluster={self.about.cluster.pk}"


@dataclass(frozen=True)
class Lone:
    """A group of comments in no cluster: how many, the first of them, and how the form names all of them."""

    name: str
    key: int
    title: Message
    number: int
    shown: Sequence[Comment]
    value: str


@at_desk
def floods_view(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The three groups."""
    found = _groups(visit)
    seen = clusters.versions_of([one.cluster.pk for one in found.clusters])
    listed = [ListedCluster(one, written([_triple(one, seen)])) for one in found.clusters]
    tickable = [one for one in listed if one.about.goes_with_all]
    context = {
        "title": _("Flood view"), "elsewhere": "floods", "clusters": listed, "under_way": found.running,
        "tickable": {
            "clusters": len(tickable), "comments": sum(one.about.waiting for one in tickable),
            "value": ",".join(one.value for one in tickable),
        },
        "lone": [
            _lone(LIKE, 2, gettext_lazy("Like what was marked as spam"), found.like),
            _lone(REST, 3, gettext_lazy("The rest"), found.rest),
        ],
        "actions": [(name, label, key) for name, (label, key) in ACTIONS.items()],
        "reasons": many_reasons.shared_by(visit), "state": _state(visit), "key": secrets.token_hex(8),
    }  # fmt: skip
    return pages.render_page(request, visit, "comments/desk/floods.html", context)


@at_desk
def ten(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ten comments of a group or a cluster by chance; `part` is what the script shows on the page of the groups."""
    comments = floods.some_of(_asked_for(request, visit))
    context: dict[str, Any] = {
        "title": _("Ten by chance"), "elsewhere": "floods", "ten": comments, "again": request.get_full_path(),
        "visit": visit, "place": visit.place,
    }  # fmt: skip
    if "part" in request.GET:
        return render(request, "comments/desk/_flood_ten.html", context)
    return pages.render_page(request, visit, "comments/desk/flood_ten.html", context)


@at_desk
def state(request: HttpRequest, visit: Visit) -> HttpResponse:
    """By what the page hears that the groups would be others now."""
    return JsonResponse(_state(visit), headers={"Cache-Control": "no-store"})


def _groups(visit: Visit) -> floods.Groups:
    return floods.groups(visit.access, by=visit.by, site_id=visit.site_id, now=visit.now)


def _triple(one: WaitingCluster, seen: dict[int, int]) -> tuple[int, int, int]:
    return one.cluster.pk, one.cluster.size, seen[one.cluster.pk]


def _lone(name: str, key: int, title: Message, comments: Sequence[Comment]) -> Lone:
    value = written((comment.pk, comment.version) for comment in comments)
    return Lone(name, key, title, len(comments), comments[:SHOWN], value)


def _asked_for(request: HttpRequest, visit: Visit) -> "QuerySet[Comment]":
    """What waits in a cluster, or a group."""
    if "cluster" in request.GET:
        return visit.access.filter(floods.waiting_in([parse_id(request.GET["cluster"]) or 0]))
    found, name = _groups(visit), request.GET.get("group", "")
    if name == CLUSTERS:
        return floods.waiting_in([one.cluster.pk for one in found.clusters if one.goes_with_all])
    comments = {LIKE: found.like, REST: found.rest}.get(name)
    if comments is None:
        raise Http404
    return Comment.objects.filter(pk__in=[comment.pk for comment in comments])


def _state(visit: Visit) -> dict[str, int]:
    """What the groups depend on: the filter that judged the last of what waits, what is decided now, what came last."""
    comments = visit.access.filter(Comment.objects.all())
    first = queue.page("decide", visit.access, by=visit.by, site_id=visit.site_id, now=visit.now, limit=1)
    return {
        # Those that wait longest are judged last.
        "judged": (first[0].likeness_version if first else None) or 0,
        "running": batch_access.visible(visit.by).exclude(due=None).order_by().count(),
        "last": comments.order_by("-pk").values_list("pk", flat=True).first() or 0,
    }
