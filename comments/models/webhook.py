"""Addresses of programs that are told what happens."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.choices import TOLD_OF_AUTHORS, PersonalData
from comments.models.signing_secret import SigningSecret
from comments.models.site import Site


class WebhookEvent(models.TextChoices):
    """What can happen, by the name under which programs are told of it."""

    RECEIVED = "comment.received", _("A comment came in, and is not spam")
    HELD = "comment.held", _("A comment waits for a moderator")
    PUBLISHED = "comment.published", _("A comment was published")
    REJECTED = "comment.rejected", _("A comment was rejected")
    MARKED_SPAM = "comment.marked_spam", _("A comment was marked as spam")
    EDITED = "comment.edited", _("An author edited a comment")
    WITHDRAWN = "comment.withdrawn", _("An author withdrew a comment")
    DELETED = "comment.deleted", _("A comment was deleted for ever")
    REPORTED = "comment.reported", _("A reader reported a comment")
    THREAD_OPENED = "thread.opened", _("A thread was opened")
    THREAD_CLOSED = "thread.closed", _("A thread was closed")
    FLOODED = "site.flooded", _("A flood of comments began")


class WebhookEndpoint(SigningSecret):
    """A program that is told of `events` on one site, or with `site` null on all of them.

    `Site.wanted_events` follows from these rows: `comments.deliveries.listening` keeps it.
    """

    name = models.CharField(_("name"), max_length=100, help_text=_("The program that listens there."))
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="webhooks", verbose_name=_("site")
    )
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("what it is told of"), default=list)
    personal_data = models.CharField(
        _("what it is told of authors"),
        max_length=10,
        choices=TOLD_OF_AUTHORS,
        default=PersonalData.NONE,
        help_text=_("The text of a comment is always told, unless it is withdrawn or deleted."),
    )
    is_on = models.BooleanField(_("on"), default=True)
    # Why the service itself switched it off; empty where a person did, or it is on.
    off_reason = models.CharField(_("why it is off"), max_length=300, blank=True, default="", editable=False)
    # Of the first attempt of any since which none was taken.
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("made"), editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def recipient(self) -> str:
        """As deliveries name it."""
        return f"endpoint:{self.pk}"
