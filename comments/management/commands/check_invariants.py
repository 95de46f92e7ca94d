"""Checks a database in use against the rules that must always be true for all comments."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.maintenance import invariants
from comments.maintenance.invariants import Violation
from comments.maintenance.invariants.rule import RULES
from comments.management.progress import ProgressBar
from comments.management.sites import site_named
from comments.models import Comment


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", metavar="SLUG", help=_("check only this site"))
        parser.add_argument(
            "--all",
            action="store_true",
            help=_("read the texts, HTML and email addresses of all comments instead of the newest thousand"),
        )
        parser.add_argument(
            "--repair",
            action="store_true",
            help=_("repair what can be repaired: recount, notify the queue again, erase, work out mailboxes again"),
        )

    def handle(self, *args: Any, site: str | None, repair: bool, **options: Any) -> None:  # Any: Django's parser's
        began = time.monotonic()
        bar = ProgressBar(self.stderr)
        broken = []
        for step in invariants.check(site=site_named(site) if site else None, every_row=options["all"], repair=repair):
            bar.show(step.done, step.rule.name)
            if step.found:
                broken.append(step.found)
        bar.clear()
        for found in broken:
            self.stdout.write(_sentence(found))
        took = {"n": Comment.objects.count(), "rules": len(RULES), "seconds": time.monotonic() - began}
        if any(found.repaired < found.count for found in broken):
            raise CommandError(_("Some rules are broken. Checked %(n)d comments in %(seconds).1f s.") % took)
        self.stdout.write(_("All %(rules)d rules hold for %(n)d comments. It took %(seconds).1f s.") % took)


def _sentence(found: Violation) -> str:
    ids = ", ".join(map(str, found.ids)) + (" …" if found.count > len(found.ids) else "")
    words = {"name": found.rule.name, "rule": found.rule.sentence, "n": found.count, "ids": ids}
    line = ngettext(
        "%(name)s: %(rule)s It is broken in %(n)d row: %(ids)s",
        "%(name)s: %(rule)s It is broken in %(n)d rows: %(ids)s",
        found.count,
    )
    if not found.repaired:
        return line % words
    return f"{line % words}. " + _("Rows repaired: %(n)d.") % {"n": found.repaired}
