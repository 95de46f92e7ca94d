"""What sites know of the services of their own that they ask."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Site
from comments.own_hook import setting_up


@rule(
    _("A site asks its own service exactly where that is on, and tells it what its setting says."),
    site="pk",
    repair=lambda ids, now: setting_up.refresh_sites(),
)
def own_hook_is_as_set_up(now: datetime) -> Rows:
    return Site.objects.filter(pk__in=[site.pk for site in setting_up.outdated()])
