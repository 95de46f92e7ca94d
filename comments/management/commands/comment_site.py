"""Creates the Site that a host's pages name by its slug. An existing Site is not changed."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _

from comments.db.transactions import writing
from comments.models import Site
from comments.reading import guidelines


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "slug", metavar="SLUG", help=_("the slug by which pages name the site; it cannot be changed later")
        )
        parser.add_argument("--name", help=_("the site's name for people; by default the slug"))
        parser.add_argument("--language", help=_("such as de; by default LANGUAGE_CODE"))
        parser.add_argument("--time-zone", help=_("such as Europe/Berlin; by default TIME_ZONE"))

    def handle(
        self, *args: Any, slug: str, name: str | None, language: str | None, time_zone: str | None, **options: Any
    ) -> None:  # Any: Django's parser's
        if Site.objects.filter(slug=slug).exists():
            self.stdout.write(_("The site “%(slug)s” already exists. Nothing was changed.") % {"slug": slug})
            return
        site = Site(
            slug=slug,
            name=name or slug,
            language=language or get_supported_language_variant(settings.LANGUAGE_CODE),
            time_zone=time_zone or settings.TIME_ZONE,
        )
        try:
            site.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        with writing():
            site.save(force_insert=True)
            guidelines.refresh()
        self.stdout.write(
            _("The site “%(slug)s” was created. Its settings are in the admin under Sites.") % {"slug": slug}
        )
