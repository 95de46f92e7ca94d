"""What can be chosen in the settings of a site."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Premoderation(models.TextChoices):
    """What waits for a moderator before anybody else sees it."""

    ALL = "all", _("Every comment")
    NEW = "new", _("Comments by new authors, and comments that a check objects to")
    OBJECTIONS = "objections", _("Only comments that a check objects to")


class StandingBy(models.TextChoices):
    """How a returning author is recognised."""

    PROVEN = "proven", _("The browser they consented to be remembered in")
    NAME_EMAIL = "name_email", _("Name and email, as WordPress does: anybody can type those of somebody else")


class OldThreads(models.TextChoices):
    CLOSE = "close", _("Close the comments")
    HOLD = "hold", _("Hold every comment")


class Order(models.TextChoices):
    OLDEST = "oldest", _("Oldest first")
    NEWEST = "newest", _("Newest first")
    REPLIES = "replies", _("Most replies first")
    RECOMMENDED = "recommended", _("Most recommended first")


class Gate(models.TextChoices):
    """Who may read comments, and who may post them."""

    OPEN = "open", _("Everybody")
    SIGNED_IN = "signed_in", _("Signed-in readers")


class PersonalData(models.TextChoices):
    """How much of what authors sent leaves the service."""

    NONE = "none", _("None")
    NAMES = "names", _("Names of authors")
    ALL = "all", _("All")


# What programs outside can be told of who wrote a comment.
TOLD_OF_AUTHORS = [
    (PersonalData.NONE, _("Nothing")),
    (PersonalData.NAMES, _("Name and website")),
    (PersonalData.ALL, _("Name, website, email address, network address and browser")),
]
