"""Rate limits of posting, by GCRA."""

from django.db import models

from comments import limits
from comments.models.site import Site


class Pace(models.Model):
    """One rate limit: of a network, or of an e-mail on a network, on one site."""

    site = models.ForeignKey(Site, models.CASCADE)
    key = models.CharField(max_length=limits.EMAIL_LIMIT + 10)
    # GCRA's theoretical arrival time of the next unit, in seconds since the epoch.
    arrival = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="one_pace_per_key")]
        indexes = [models.Index(fields=["arrival"], name="paces_to_forget")]

    def __str__(self) -> str:
        return self.key
