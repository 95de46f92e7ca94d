"""Threads: the comments of one article, whether it takes more, and its counts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.db import times
from comments.models.choices import OldThreads, Premoderation
from comments.models.querysets import ThreadQuerySet
from comments.models.site import Site


class ThreadPremoderation(models.TextChoices):
    """What waits for a moderator on one thread, instead of what its site says."""

    ALL = Premoderation.ALL.value, Premoderation.ALL.label
    NEW = Premoderation.NEW.value, Premoderation.NEW.label
    LINKS = "links", _("Comments with links, and comments that a check objects to")
    OBJECTIONS = Premoderation.OBJECTIONS.value, Premoderation.OBJECTIONS.label


class Override(models.TextChoices):
    """What moderators switched a thread to for a while, whatever its site and its host say."""

    OPEN = "open", _("Open")
    SLOW = "slow", _("Slowed down")
    HOLD = "hold", _("Every comment waits")
    CLOSED = "closed", _("Closed")


class Thread(models.Model):
    """The comments of one article."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="threads", verbose_name=_("site"))
    key = models.CharField(_("key"), max_length=limits.KEY_LIMIT)
    title = models.CharField(_("title"), max_length=300, blank=True)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    section = models.CharField(_("section"), max_length=100, blank=True)
    authors = models.CharField(_("authors"), max_length=300, blank=True, default="", db_default="")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    is_open = models.BooleanField(_("open"), default=True)
    host_is_open = models.BooleanField(_("open on its page"), default=True, editable=False)
    premoderation = models.CharField(
        _("comments that wait for a moderator"), max_length=10, choices=ThreadPremoderation.choices, blank=True,
        help_text=_("Leave empty to use the site's rule."),
    )  # fmt: skip
    override = models.CharField(
        _("switched to"), max_length=10, choices=Override.choices, blank=True, default="", db_default=""
    )
    # Null until somebody switches it back.
    override_until = models.DateTimeField(_("until"), null=True, blank=True)
    override_since = models.DateTimeField(_("since"), null=True, blank=True, editable=False)
    # Readers see it above the form.
    override_note = models.CharField(_("sentence for readers"), max_length=300, blank=True, default="", db_default="")
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, db_index=False,
        related_name="+", verbose_name=_("by"),
    )  # fmt: skip
    # What a visitor's request said of the page is not published, and closes nothing, until a person approved a comment.
    is_confirmed = models.BooleanField(_("title and address confirmed"), default=False)
    # Of the comment that was posted last.
    last_number = models.PositiveIntegerField(default=0, editable=False)
    # Of published comments that are shown.
    count = models.PositiveIntegerField(_("published comments"), default=0, editable=False)
    # How many of these were published since so many days (TREND_DAYS) before `recent_at`.
    recent_1 = models.PositiveIntegerField(default=0, editable=False)
    recent_7 = models.PositiveIntegerField(default=0, editable=False)
    recent_30 = models.PositiveIntegerField(default=0, editable=False)
    recent_at = models.DateTimeField(default=times.EPOCH, editable=False)
    # When the first of them is too old for the shortest span that it is in; null if none is recent.
    recent_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)

    objects = ThreadQuerySet.as_manager()

    # When the latest of the comments that readers see was first published; known of a thread that `find` read.
    latest_published_at: datetime | None = None

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="one_thread_per_site_and_key")]
        indexes = [
            *(
                models.Index(
                    fields=["site", f"-recent_{days}", "-id"],
                    condition=Q(is_confirmed=True, **{f"recent_{days}__gt": 0}),
                    name=f"talked_about_{days}",
                )
                for days in limits.TREND_DAYS
            ),
            models.Index(fields=["recent_until"], condition=Q(recent_until__isnull=False), name="to_age"),
            models.Index(fields=["recent_at"], name="aged_at"),
        ]

    def __str__(self) -> str:
        return self.title or self.key

    @property
    def exists(self) -> bool:
        """Whether it has a row: since its first comment, or since its host described the page."""
        return not self._state.adding

    def closed_reason(self, now: datetime) -> str | None:
        """Why it takes no comments: "switch" if people closed it, "age" if it is old; None if it takes them."""
        switched = self.switched_to(now)
        if switched == Override.OPEN:
            return None
        if switched == Override.CLOSED or not (self.is_open and self.host_is_open):
            return "switch"
        if self.site.old_threads == OldThreads.CLOSE and self.is_old(now):
            return "age"
        return None

    def switched_to(self, now: datetime) -> Override | None:
        """What moderators switched it to for a while, whatever its site and its host say; None if that is over."""
        is_over = self.override_until is not None and self.override_until <= now
        return Override(self.override) if self.override and not is_over else None

    def is_old(self, now: datetime) -> bool:
        """Whether its article was published more than the site's `close_days` ago.

        Without a date it never gets old, nor by one that only a visitor's request has named.
        """
        is_known = self.published_at and (self.is_confirmed or not self.exists)
        age = now - self.published_at if self.published_at and is_known else timedelta(0)
        return bool(self.site.close_days) and age > timedelta(days=self.site.close_days)
