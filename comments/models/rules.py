"""What a site's moderators lay down: who is banned or trusted, which words wait, what each check weighs."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments import conf
from comments.models.comment import Commenter
from comments.models.site import Site


class BanKind(models.TextChoices):
    EMAIL = "email", _("Email address, including name+tag@…")
    EMAIL_DOMAIN = "email_domain", _("Email domain and its subdomains")
    WEBSITE = "website", _("Website domain and its subdomains")
    NETWORK = "network", _("Network address, or a network such as 192.0.2.0/24")


class BanEffect(models.TextChoices):
    REFUSE = "refuse", _("Refuse the comment, and tell its author")
    HOLD = "hold", _("Hold it for a moderator")
    SPAM = "spam", _("Mark it as spam, without telling its author")


class Ban(models.Model):
    """`value` is canonical: see comments.bans. `until` is null for ever."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="bans", verbose_name=_("site"))
    kind = models.CharField(_("what is banned"), max_length=15, choices=BanKind.choices)
    value = models.CharField(_("value"), max_length=conf.KEY_LIMIT)
    effect = models.CharField(_("what happens"), max_length=10, choices=BanEffect.choices, default=BanEffect.HOLD)
    until = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Leave empty to ban for ever."))
    note = models.TextField(_("note"), blank=True, max_length=2000, help_text=_("For moderators only."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("since"), editable=False)

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["site", "kind", "value"], name="one_ban_per_value")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"


class TrustedAuthor(models.Model):
    """Whom no check holds, once it is proven who writes; `email` is canonical, `commenter` the browser it was given to.

    Without one, or beside it, it is for browsers that were published under this name and e-mail before `created_at`.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="trusted_authors", verbose_name=_("site"))
    email = models.CharField(_("email"), max_length=conf.EMAIL_LIMIT)
    name = models.CharField(_("name"), max_length=conf.NAME_LIMIT)
    commenter = models.ForeignKey(
        Commenter, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("browser")
    )
    note = models.TextField(_("note"), blank=True, max_length=2000, help_text=_("For moderators only."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("since"), editable=False)

    class Meta:
        verbose_name = _("trusted author")
        verbose_name_plural = _("trusted authors")
        ordering = ["email", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "email", "name"], name="trusted_once_per_site")]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"


class CheckSetting(models.Model):
    """How a site runs one check; a check without a row runs in its usual place with weight 1."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="check_settings", verbose_name=_("site"))
    check_name = models.CharField(_("check"), max_length=30)
    position = models.PositiveSmallIntegerField(_("position"), default=0, validators=[MaxValueValidator(1000)])
    is_on = models.BooleanField(_("on"), default=True)
    weight = models.FloatField(
        _("weight"),
        default=1.0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Weight from 0 to 1. At 0 the check only informs moderators."),
    )

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "check_name"], name="one_setting_per_check")]

    def __str__(self) -> str:
        return self.check_name


class ListKind(models.TextChoices):
    """The name of each is that of its field in the site's form."""

    MODERATION = "moderation_words", _("moderation words")
    DISALLOWED = "disallowed_words", _("disallowed words")
    PROTECTED = "protected_names", _("protected names")


class WordList(models.Model):
    """A list of a site, one entry a line: up to a megabyte, so it has a row of its own that only screening reads.

    `digest` is of the lines, so that who screens reads them once and again when they have changed. A site without a
    row has what `listed.USUAL` says.
    """

    site = models.ForeignKey(Site, models.CASCADE, db_index=False, related_name="word_lists", verbose_name=_("site"))
    kind = models.CharField(_("list"), max_length=20, choices=ListKind.choices)
    lines = models.TextField(_("entries"), blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("word list")
        verbose_name_plural = _("word lists")
        constraints = [models.UniqueConstraint(fields=["site", "kind"], name="one_list_of_a_kind_per_site")]

    def __str__(self) -> str:
        return self.get_kind_display()
