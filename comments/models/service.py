"""How outside services are doing: one circuit breaker for all workers."""

from django.db import models


class Service(models.Model):
    """One breaker for all workers: after failures in a row nobody asks before `resting_until`."""

    name = models.CharField(max_length=30, unique=True)
    failures = models.PositiveIntegerField(default=0)
    resting_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
