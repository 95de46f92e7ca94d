"""Notices: when a moderator is written to because something waits, and who is at the desk, so that nobody has to be."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site
from comments.models.validators import validate_time_zone


class NoticeTime(models.TextChoices):
    """How often somebody is told at most."""

    NEVER = "never", _("Never")
    AT_ONCE = "at_once", _("At once, and again after five minutes at the earliest")
    HOURLY = "hourly", _("At most once an hour")
    DAILY = "daily", _("Once a day")


class NoticeSetting(models.Model):
    """When a person is told by mail that comments wait: on one site, or on all others that they moderate.

    A row for one site stands before the one without a site.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="comment_notices", verbose_name=_("person")
    )
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="notice_settings", verbose_name=_("site")
    )
    frequency = models.CharField(_("when"), max_length=10, choices=NoticeTime.choices, default=NoticeTime.NEVER)
    # Of a daily notice alone, in the zone.
    at = models.TimeField(_("time of day"), default=time(8))
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    # When the last notice was written; what began to wait later is new.
    told_at = models.DateTimeField(null=True, editable=False)
    # The newest flood that one of them told of. It is told once.
    told_flood = models.BigIntegerField(null=True, editable=False)
    # When the quiet period ends, or the time of day comes.
    next_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["user_id", "site_id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "site"], name="one_notice_per_site"),
            models.UniqueConstraint(fields=["user"], condition=Q(site=None), name="one_notice_of_all_sites"),
            models.CheckConstraint(condition=Q(frequency__in=NoticeTime.values), name="notice_known_frequency"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=~Q(frequency=NoticeTime.NEVER), name="notices_due"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_frequency_display()}"


class DeskVisit(models.Model):
    """When a moderator was at the desk last, to the minute; with `site` they looked at one site alone."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}"
