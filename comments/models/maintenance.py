"""The state of maintenance."""

from django.db import models


class Upkeep(models.Model):
    """When maintenance ran last, and how far it came; there is one row."""

    ran_at = models.DateTimeField()
    # Until then nothing is deleted: maintenance paused, or the clock jumped.
    resting_until = models.DateTimeField()
    # The id of the thread whose counts were checked last, 0 to start with the first.
    counted_thread = models.BigIntegerField(default=0)
    # Comments from this id on were looked at in this round of the search index, which goes from the newest down.
    indexed_from = models.BigIntegerField(null=True)
    # When the last round was complete; null while older comments are not indexed yet.
    indexed_at = models.DateTimeField(null=True)
    # The day (UTC) from which the last sample was drawn; null before the first.
    sampled_day = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.ran_at}"
