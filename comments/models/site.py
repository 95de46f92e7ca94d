"""A publication and its discussion settings."""

from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments import conf


def validate_origins(value: str) -> None:
    """One scheme://host[:port] a line."""
    for line in value.split():
        if not _is_origin(line):
            raise ValidationError(_("%(line)s is not an origin such as https://example.org"), params={"line": line})


def _is_origin(line: str) -> bool:
    try:
        parts = urlsplit(line)
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return is_web and f"{parts.scheme}://{parts.netloc}" == line


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("%(zone)s is not a time zone such as Europe/Berlin"), params={"zone": value})


def validate_language(value: str) -> None:
    if value not in dict(settings.LANGUAGES):
        raise ValidationError(_("%(language)s is not a language such as en or pt-br"), params={"language": value})


class Site(models.Model):
    """A publication and its discussion settings; a change takes effect with the next request."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    origins = models.TextField(
        _("origins"),
        blank=True,
        validators=[validate_origins],
        help_text=_(
            "Pages that may post comments: one origin a line, such as https://example.org. Reading is open to all."
        ),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    language = models.CharField(_("language"), max_length=16, default="en", validators=[validate_language])
    require_name_email = models.BooleanField(_("comment author must fill out name and email"), default=True)
    close_days = models.PositiveIntegerField(
        _("close comments after days"),
        default=0,
        help_text=_("Counted from publication of the article; 0 never closes."),
    )
    depth = models.PositiveSmallIntegerField(
        _("levels of replies"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(conf.DEPTH_CEILING)],
        help_text=_("A reply to the last level joins it."),
    )
    page_size = models.PositiveSmallIntegerField(
        _("top-level comments on a page"), default=50, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    text_limit = models.PositiveIntegerField(
        _("longest comment, in characters"),
        default=5000,
        validators=[MinValueValidator(1), MaxValueValidator(conf.TEXT_CEILING)],
    )
    flood_seconds = models.PositiveIntegerField(
        _("seconds between two comments of one email address"), default=15, help_text=_("0 switches this off.")
    )
    burst_per_minute = models.PositiveIntegerField(
        _("comments a minute from one network address"), default=5, help_text=_("0 switches this off.")
    )
    max_links = models.PositiveIntegerField(
        _("links that hold a comment"), default=2, help_text=_("That many or more; 0 switches this off.")
    )
    moderation_words = models.TextField(
        _("moderation words"),
        blank=True,
        help_text=_(
            "One a line. A comment with one of them in its text, name, email, website, address or browser waits."
            " Whole words; * at an end stands for more letters."
        ),
    )
    disallowed_words = models.TextField(
        _("disallowed words"), blank=True, help_text=_("The same, but the comment is rejected.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.CheckConstraint(condition=Q(depth__range=(1, conf.DEPTH_CEILING)), name="site_depth_in_range"),
            models.CheckConstraint(condition=Q(page_size__range=(1, 100)), name="site_page_size_in_range"),
            models.CheckConstraint(
                condition=Q(text_limit__range=(1, conf.TEXT_CEILING)), name="site_text_limit_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may_post_from(self, origin: str) -> bool:
        return origin.lower() in self.origins.lower().split()
