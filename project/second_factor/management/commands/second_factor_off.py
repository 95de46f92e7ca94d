"""Lets somebody in again whose phone and recovery codes are gone."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from project.second_factor import factors


class Command(BaseCommand):
    help = "Switches a person's second factor off. They sign in by their password, and can set it up again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name that they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        user_model = get_user_model()
        try:
            user = user_model._default_manager.get_by_natural_key(options["name"])
        except user_model.DoesNotExist:
            raise CommandError(_("Nobody signs in as “%(name)s”.") % options) from None
        if not factors.switch_off(user, by=None):
            raise CommandError(_("“%(name)s” has no second factor.") % options)
        self.stdout.write(_("The second factor of “%(name)s” is off.") % options)
