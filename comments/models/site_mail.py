"""What a site tells people by mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.choices import PersonalData


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

    class Meta:
        abstract = True
