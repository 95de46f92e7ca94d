"""The secret by which what is sent to a program is signed."""

from django.db import models


class SigningSecret(models.Model):
    """A secret in rotation: what is sent is signed by it, and for a while by the one that it took the place of.

    Both are stored encrypted, and told to people once: `comments.outbound.signing` makes and reads them.
    """

    secret = models.TextField(blank=True, editable=False)
    secret_made_at = models.DateTimeField(null=True, editable=False)
    previous_secret = models.TextField(blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
