"""The Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comments import system_checks  # noqa: F401 - it registers itself
        from comments.access import roles
        from comments.chat import sending
        from comments.db import words_table
        from comments.mail import kinds
        from comments.webhooks import sending as webhooks

        sending.register_all()
        webhooks.register_all()
        kinds.register_all()
        post_migrate.connect(roles.ensure_groups, sender=self)
        post_migrate.connect(words_table.ensure, sender=self)
