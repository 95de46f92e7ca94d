"""Who is at the desk: where somebody is, nobody has to be told that comments wait."""

from datetime import datetime, timedelta

from django.db import Error as DatabaseError

from comments.access.membership import Access, access_of, preload
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.models import DeskVisit, ReviewLease

# For which somebody who asked for something at the desk counts as being there.
PRESENT = timedelta(minutes=5)
# Until when this process need not note again that somebody is there, by person and site.
_noted: dict[tuple[object, int | None], datetime] = {}
_NOTED = timedelta(minutes=1)


def note(user: Moderator, site_id: int | None, *, now: datetime) -> None:
    """Note that a person is at the desk, at one site or with None at all of theirs: written once a minute.

    Where it cannot be written, somebody may be told for nothing: that is no reason to keep a moderator from working.
    """
    if _noted.get((user.pk, site_id), now) > now:
        return
    try:
        with writing():
            values = DeskVisit(user_id=user.pk, site_id=site_id, at=now)
            DeskVisit.objects.bulk_create(
                [values], update_conflicts=True, unique_fields=["user"], update_fields=["site", "at"]
            )
    except DatabaseError:
        return
    for place in [place for place in _noted if place[0] == user.pk]:  # elsewhere they are no more
        del _noted[place]
    _noted[user.pk, site_id] = now + _NOTED


def attended(*, now: datetime) -> Access:
    """The sites at whose desk somebody is now, as what one person could see; three statements."""
    visits = list(DeskVisit.objects.select_related("user").filter(at__gt=now - PRESENT, at__lte=now))
    preload([visit.user for visit in visits])
    leased = ReviewLease.objects.filter(until__gt=now).values_list("comment__site_id", flat=True)
    site_ids: set[int] = set(leased)
    for visit in visits:
        theirs = access_of(visit.user)
        if visit.site_id is None and theirs.site_ids is None:
            return theirs
        here = theirs.site_ids or frozenset() if visit.site_id is None else frozenset({visit.site_id})
        site_ids |= {site_id for site_id in here if theirs.may_moderate(site_id)}
    return Access(frozenset(site_ids), frozenset())
