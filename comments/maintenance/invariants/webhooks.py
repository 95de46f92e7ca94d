"""What sites know of the programs that are told what happens."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from comments.deliveries import listening
from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Site


@rule(
    _("A site names for each event exactly the webhooks that are on and want to hear of it."),
    site="pk",
    repair=lambda ids, now: listening.refresh_sites(),
)
def wanted_events_are_those_of_webhooks(now: datetime) -> Rows:
    return Site.objects.filter(pk__in=listening.outdated_sites())
