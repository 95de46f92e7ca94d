"""Circuit breakers of outside services."""

from django.db import models


class Service(models.Model):
    """The circuit breaker of one outside service, shared by all workers."""

    name = models.CharField(max_length=30, unique=True)
    # In a row; a success sets it to 0.
    failures = models.PositiveIntegerField(default=0)
    # Nobody asks the service before then.
    resting_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
