"""Rate limits, by GCRA."""

from django.db import models
from django.db.models import Q

from comments import limits
from comments.models.site import Site


class Pace(models.Model):
    """One rate limit, such as that of a network on one site; without a site it is one of all sites together."""

    site = models.ForeignKey(Site, models.CASCADE, null=True)
    key = models.CharField(max_length=limits.EMAIL_LIMIT + 10)
    # GCRA's theoretical arrival time of the next unit, in seconds since the epoch.
    arrival = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="one_pace_per_key"),
            models.UniqueConstraint(fields=["key"], condition=Q(site=None), name="one_pace_of_all_sites"),
        ]
        indexes = [models.Index(fields=["arrival"], name="paces_to_forget")]

    def __str__(self) -> str:
        return self.key
