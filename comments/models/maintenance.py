"""How far maintenance came."""

from django.db import models


class Upkeep(models.Model):
    """One row for all: when it ran last, until when it forgets nothing, and behind which thread it counts on."""

    ran_at = models.DateTimeField()
    resting_until = models.DateTimeField()
    counted_thread = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.ran_at}"
