"""Finds the site that a command's argument names."""

from django.core.management import CommandError

from comments.errors import UnknownSite
from comments.models import Site


def site_named(slug: str) -> Site:
    """Return the site of this slug. Raises CommandError."""
    try:
        return Site.objects.get(slug=slug)
    except Site.DoesNotExist:
        raise CommandError(str(UnknownSite(slug).message)) from None
