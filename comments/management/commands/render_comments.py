"""Makes the HTML of stored comments again, after a release that shows texts in another way."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.maintenance import rerendering
from comments.management.progress import ProgressBar
from comments.management.sites import site_named
from comments.models import Comment


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", metavar="SLUG", help=_("only the comments of this site"))

    def handle(self, *args: Any, site: str | None, **options: Any) -> None:  # Any: Django's parser's
        only = site_named(site) if site else None
        newest = Comment.objects.aggregate(newest=Max("pk"))["newest"] or 1
        changed, bar = 0, ProgressBar(self.stderr)
        for reached, count in rerendering.render_again(site=only):
            changed += count
            bar.show(min(1.0, reached / newest), _("rendering"))
        bar.clear()
        done = ngettext("The HTML of %(n)d comment has changed.", "The HTML of %(n)d comments has changed.", changed)
        self.stdout.write(done % {"n": changed})
