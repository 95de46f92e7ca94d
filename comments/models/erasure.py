"""Erasures: which comments were deleted for ever, so that a backup does not bring them back."""

from django.db import models


class Erasure(models.Model):
    """One comment that was deleted for ever; a file outside the database says so too: `moderation.erasure_journal`."""

    # A keyed hash of the comment's id and of when it was submitted.
    digest = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest
