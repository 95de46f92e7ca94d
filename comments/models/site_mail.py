"""What a site tells people by mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.limits import EMAIL_LIMIT
from comments.models.choices import PersonalData
from comments.models.validators import validate_mailable, validate_public_address


class SiteMail(models.Model):
    """The settings of a site that are about mail."""

    mail_privacy = models.CharField(
        _("what mails to moderators tell of comments that wait"),
        max_length=10,
        choices=[
            (PersonalData.NONE, _("How many, and why")),
            (PersonalData.NAMES, _("Names of authors and pages too")),
            (PersonalData.ALL, _("Names and texts too")),
        ],
        default=PersonalData.NONE,
        db_default=PersonalData.NONE,
        help_text=_(
            "Mails leave the service, and lie in mailboxes. They never have addresses of authors. WordPress: names,"
            " texts and addresses."
        ),
    )

    mail_from_name = models.CharField(
        _("name that mails are from"), max_length=100, blank=True, default="", db_default="",
        help_text=_("Empty: the name of the site. WordPress: WordPress."),
    )  # fmt: skip
    mail_from = models.CharField(
        _("address that mails are from"), max_length=EMAIL_LIMIT, blank=True, default="", db_default="",
        validators=[validate_mailable],
        help_text=_(
            "Empty: that of DEFAULT_FROM_EMAIL. Your mail server has to be allowed to send for its domain: see"
            " docs/mail.md. WordPress: wordpress@ the domain of the blog."
        ),
    )  # fmt: skip
    public_address = models.CharField(
        _("address of the service in mails"), max_length=200, blank=True, default="", db_default="",
        validators=[validate_public_address],
        help_text=_(
            "Such as https://comments.example.org, where readers of this site reach the service by a name of its own."
            " Links in mails begin with it. Empty: PUBLIC_URL. WordPress has no such setting."
        ),
    )  # fmt: skip
    reply_notices = models.BooleanField(
        _("authors can be told of replies"),
        default=False,
        db_default=False,
        help_text=_(
            "A checkbox under the form. Before the first mail an author confirms their address. WordPress has no such"
            " setting."
        ),
    )
    decision_notices = models.BooleanField(
        _("authors can be told that their comment was published or rejected"),
        default=False,
        db_default=False,
        help_text=_(
            "A checkbox under the form. They read the reason that is meant for them; of spam they hear nothing."
            " WordPress has no such setting."
        ),
    )
    confirmed_email_proves = models.BooleanField(
        _("a confirmed email address proves who an author is"),
        default=False,
        db_default=False,
        help_text=_(
            "Who followed the link in a mail is recognised by what was published under that address before: with this"
            " comment, and in this browser if it is remembered. WordPress has no such setting."
        ),
    )

    class Meta:
        abstract = True
