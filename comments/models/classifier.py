"""What a site's classifier learned, and what it keeps to learn from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class LearnedFilter(models.Model):
    """A cache that can be rebuilt from decisions at any time; `version` rises with each build.

    `stale_since` is when a decision came that it does not know; `leased_until` is the lease of who is building.
    """

    site = models.OneToOneField(Site, models.CASCADE, related_name="learned_filter", verbose_name=_("site"))
    blob = models.BinaryField(null=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    spam_seen = models.PositiveIntegerField(_("spam seen"), default=0)
    ham_seen = models.PositiveIntegerField(_("real comments seen"), default=0)
    trained_at = models.DateTimeField(_("trained"), null=True)
    stale_since = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("learned filter")
        verbose_name_plural = _("learned filters")

    def __str__(self) -> str:
        return f"{self.site}"


class Lesson(models.Model):
    """A judged text that is no comment, or not any more: from a file, or purged. Only hashed features are kept."""

    site = models.ForeignKey(Site, models.CASCADE, db_index=False)
    digest = models.CharField(max_length=64)
    is_spam = models.BooleanField()
    features = models.BinaryField()
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "digest"], name="one_lesson_per_text")]
        indexes = [models.Index(fields=["site", "is_spam", "-learned_at"], name="latest_lessons")]

    def __str__(self) -> str:
        return self.digest
