"""`manage.py demo`: fills the demo publication with articles and their discussions; a second run changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from project.newsroom import removal
from project.newsroom.content import load_articles
from project.newsroom.demo_comments import load_comments
from project.newsroom.models import Removal

_HANDFULS = 100


class Command(BaseCommand):
    help = "Fill the demo publication with articles and comments. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--remove", action="store_true", help=_("take the demo away again, for good; other sites stay as they are")
        )

    def handle(self, *args: Any, remove: bool, **options: Any) -> None:  # what Django passes to every command
        if remove:
            while not removal.remove(handfuls=_HANDFULS).is_gone:
                continue
            self.stdout.write(_("The demo is removed."))
        elif not Removal.objects.exists():
            load_articles()
            load_comments()
