"""What the bar says of a flood, and where much waits, that it can be decided on in groups."""

from typing import NamedTuple

from django.utils.formats import number_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments.desk.visit import Visit
from comments.similarity import floods


class FloodBar(NamedTuple):
    """`is_flood` while one of the sites is flooded."""

    text: str
    is_flood: bool


def flood_bar(visit: Visit, waiting: int) -> FloodBar | None:
    """None where so little waits that nobody needs groups; then nothing is asked for. One query otherwise."""
    if waiting < floods.FEWEST:
        return None
    found = [flood for flood in floods.going_on(visit.access) if visit.site_id in (None, flood.site_id)]
    if not found:
        return FloodBar(_("In groups"), is_flood=False)
    number, since = sum(flood.comments for flood in found), min(flood.began_at for flood in found)
    words = {"n": number_format(number, force_grouping=True), "time": time_format(localtime(since))}
    return FloodBar(_("Flood: %(n)s since %(time)s") % words, is_flood=True)
