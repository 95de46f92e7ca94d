"""Authors who are told by mail what became of their comment and who replied: mailboxes that were confirmed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.models.site import Site


class SubscriberState(models.TextChoices):
    ASKED = "asked", _("Asked to confirm")
    CONFIRMED = "confirmed", _("Confirmed")
    STOPPED = "stopped", _("Wants no mail")


class Subscriber(models.Model):
    """A mailbox on one site: whether it was asked to confirm itself, did so, or wants nothing any more."""

    site = models.ForeignKey(Site, models.CASCADE, db_index=False, related_name="subscribers", verbose_name=_("site"))
    # As it was typed when it was confirmed; this is where mails go.
    email = models.CharField(_("email"), max_length=limits.EMAIL_LIMIT)
    # The same in lower case, with its plus part: where a provider knows no plus parts, each of them is another person.
    mailbox = models.CharField(max_length=2 * limits.EMAIL_LIMIT)
    email_canonical = models.CharField(max_length=limits.EMAIL_LIMIT)
    state = models.CharField(_("state"), max_length=10, choices=SubscriberState.choices, default=SubscriberState.ASKED)
    # In which it is written to.
    language = models.CharField(_("language"), max_length=16)
    asked_at = models.DateTimeField(_("asked"))
    # Of the mail that asked last, so that sending it again is not another one.
    asked_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    class Meta:
        verbose_name = _("author who gets mail")
        verbose_name_plural = _("authors who get mail")
        constraints = [
            models.UniqueConstraint(fields=["site", "mailbox"], name="one_subscriber_per_mailbox"),
            models.CheckConstraint(
                condition=Q(state=SubscriberState.ASKED, confirmed_at=None)
                | Q(state=SubscriberState.CONFIRMED, confirmed_at__isnull=False)
                | Q(state=SubscriberState.STOPPED),
                name="subscriber_confirmed_at",
            ),
        ]
        indexes = [
            models.Index(fields=["email_canonical"], name="subscribers_of_email"),
            models.Index(fields=["asked_at"], condition=Q(state=SubscriberState.ASKED), name="subscribers_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
