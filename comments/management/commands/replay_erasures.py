"""Erases again, after a backup was restored, the comments that were deleted for ever since the backup."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.maintenance import replaying
from comments.moderation import erasure_journal


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's parser's
        try:
            unknown = len(erasure_journal.missing())
            erased = sum(replaying.replay_erasures())
        except OSError as error:
            raise CommandError(_("The journal of erasures cannot be read: %(reason)s") % {"reason": error}) from None
        if not unknown:
            self.stdout.write(_("The database knows of every erasure in the journal. Nothing was changed."))
            return
        done = ngettext("%(n)d comment was erased again.", "%(n)d comments were erased again.", erased) % {"n": erased}
        others = unknown - erased
        left = ngettext(
            "%(n)d other erasure is of a comment that is not in this database.",
            "%(n)d other erasures are of comments that are not in this database.", others,
        )  # fmt: skip
        self.stdout.write(f"{done} {left % {'n': others}}" if others else done)
