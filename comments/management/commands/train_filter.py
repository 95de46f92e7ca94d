"""Adds labelled files to what a site's learned filter learns from. Repeating a file adds nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.classifier import storage
from comments.classifier.evaluation import LABEL_COLUMN, TEXT_COLUMN, Columns, UnreadableFile, read_labelled
from comments.management.sites import site_named
from comments.models import LearnedFilter


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("CSV or JSON lines"))
        parser.add_argument("--site", required=True, metavar="SLUG", help=_("slug of the site whose filter learns"))
        parser.add_argument("--text-column", default=TEXT_COLUMN, help=_("name of the column with the comment (text)"))
        parser.add_argument(
            "--label-column", default=LABEL_COLUMN, help=_("name of the column that is 1 for spam (label)")
        )

    def handle(self, *args: Any, **options: Any) -> None:  # Any: what Django's parser gives
        site = site_named(options["site"])
        columns = Columns(options["text_column"], options["label_column"])
        try:
            judged = [one for path in options["files"] for one in read_labelled(path, columns)]
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_("Learning from %(n)d comments…") % {"n": len(judged)})
        kept = storage.add_lessons(site, ((one.text, one.is_spam) for one in judged), now=timezone.now())
        if not storage.learn_now(site):
            self.stdout.write(
                _("Stored %(n)d different comments. A worker is already building the filter and will include them.")
                % {"n": kept}
            )
            return
        row = LearnedFilter.objects.get(site=site)
        self.stdout.write(
            _(
                "Stored %(n)d different comments. The filter of %(site)s has now learnt from %(spam)d spam and"
                " %(ham)d real comments."
            )
            % {"n": kept, "site": site.name, "spam": row.spam_seen, "ham": row.ham_seen}
        )
