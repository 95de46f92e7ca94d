"""How fast somebody may post: one arrival time (GCRA) for each network and e-mail address."""

from django.db import models

from comments import limits
from comments.models.site import Site


class Pace(models.Model):
    """How fast somebody posts: `arrival` is the theoretical arrival time of GCRA, in seconds since the epoch."""

    site = models.ForeignKey(Site, models.CASCADE)
    key = models.CharField(max_length=limits.EMAIL_LIMIT + 10)
    arrival = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="one_pace_per_key")]
        indexes = [models.Index(fields=["arrival"], name="paces_to_forget")]

    def __str__(self) -> str:
        return self.key
