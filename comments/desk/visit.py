"""One request at the desk: who asks, what they may see, where they stand, and when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from comments.access.membership import NO_SITE, Access, access_of
from comments.access.staff import Moderator
from comments.classifier import storage
from comments.classifier.model import Filter
from comments.desk.place import Place, read_place
from comments.errors import NotAllowed, NotFound
from comments.models import Site
from comments.moderation.waiting import presence

P = ParamSpec("P")


@dataclass(frozen=True)
class Visit:
    """`access` names its sites one by one, so that nothing has to ask which these are; `sites` are these, by name."""

    by: Moderator
    access: Access
    sites: Sequence[Site]
    place: Place
    now: datetime
    _filters: dict[int, Filter | None] = field(default_factory=dict, repr=False)

    def filter_of(self, site: Site) -> Filter | None:
        """The site's filter as it is now, asked for once; None where there is none yet."""
        if site.pk not in self._filters:
            self._filters[site.pk] = storage.load_filter(site)
        return self._filters[site.pk]

    def led_site(self, site_id: int) -> Site:
        """One of the sites of which this person is a chief moderator. Raises NotFound for any other."""
        site = self.access.filter_led(Site.objects.all(), "pk").filter(pk=site_id).first()
        if site is None:
            raise NotFound
        return site

    @property
    def site_id(self) -> int | None:
        """The one site whose comments are looked at; None for all that this person moderates."""
        return self.place.site.pk if self.place.site else None

    def note(self) -> None:
        """Note that the person is at the desk. What a page asks for by itself, every few seconds, is no such sign."""
        presence.note(self.by, self.site_id, now=self.now)


def at_desk(view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for people who moderate at least one site, in the time zone that their sites share, else in UTC.

    A refusal that it raises is a page: 403, or 404.
    """

    @wraps(view)
    def visited(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        by, access = request.user, access_of(request.user)
        if not isinstance(by, Moderator) or access == NO_SITE or not _is_permitted(by, request):
            raise PermissionDenied
        sites = list(access.sites().only("slug", "name", "time_zone").order_by("name", "pk"))
        place = read_place((request.POST if request.method == "POST" else request.GET).dict(), sites)
        named = replace(access, site_ids=frozenset(site.pk for site in sites))
        zones = {site.time_zone for site in sites}
        try:
            with timezone.override(zones.pop() if len(zones) == 1 else "UTC"):
                visit = Visit(by, named, sites, place, timezone.now())
                if request.method == "POST":
                    visit.note()
                return view(request, visit, *args, **kwargs)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except NotFound as refusal:
            raise Http404 from refusal

    return visited


def _is_permitted(by: Moderator, request: HttpRequest) -> bool:
    """A membership lets look; changing anything takes Django's permission too, which staff of before may not have."""
    return request.method in ("GET", "HEAD") or by.has_perm("comments.change_comment")
