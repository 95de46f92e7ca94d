"""`manage.py demo`: fills the demo publication with articles and their discussions; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from project.newsroom.content import load_articles
from project.newsroom.demo_comments import load_comments


class Command(BaseCommand):
    help = "Fill the demo publication with articles and comments. A second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:  # what Django passes to every command
        load_articles()
        load_comments()
