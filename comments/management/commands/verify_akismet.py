"""Asks Akismet whether it accepts the key in AKISMET_KEY."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from comments import conf
from comments.akismet import client
from comments.management.sites import site_named
from comments.models import Site
from comments.outbound.http import NoAnswer


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site", metavar="SLUG", help=_("ask for the first origin of this site instead of PUBLIC_URL")
        )

    def handle(self, *args: Any, site: str | None, **options: Any) -> None:  # Any: what Django's parser gives
        if not conf.akismet_key():
            raise CommandError(_("AKISMET_KEY is not set. Set it, then try again."))
        blog = _first_origin(site_named(site)) if site else conf.public_url()
        try:
            verdict = client.verify_key(blog)
        except NoAnswer as error:
            raise CommandError(error.reason) from None
        words = {"blog": blog, "help": verdict.help}
        if verdict.is_valid:
            self.stdout.write(_("Akismet accepts the key for %(blog)s.") % words)
        elif verdict.help:
            raise CommandError(_("Akismet refuses the key for %(blog)s: %(help)s") % words)
        else:
            raise CommandError(_("Akismet refuses the key for %(blog)s.") % words)


def _first_origin(site: Site) -> str:
    """Where the site's pages are; the address of this service if it names no origin."""
    origins = site.origins.split()
    return str(origins[0]) if origins else conf.public_url()
