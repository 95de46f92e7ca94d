"""What a site's classifier learned, and what it keeps to learn from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.site import Site


class LearnedFilter(models.Model):
    """The classifier of one site, trained on its moderators' decisions; it can be trained again at any time."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="learned_filter", verbose_name=_("site"))
    # Weights and thresholds, packed by comments.classifier; null until it was trained.
    blob = models.BinaryField(null=True)
    # Rises with each training.
    version = models.PositiveIntegerField(_("version"), default=0)
    spam_seen = models.PositiveIntegerField(_("spam seen"), default=0)
    ham_seen = models.PositiveIntegerField(_("real comments seen"), default=0)
    trained_at = models.DateTimeField(_("trained"), null=True)
    # When the first decision was made that it has not learned from; null if there is none.
    stale_since = models.DateTimeField(null=True)
    # Until when the process that trains it has it to itself.
    leased_until = models.DateTimeField(null=True)

    # The version by which all that waits was judged, and until when the process that judges it has it to itself.
    judged_version = models.PositiveIntegerField(default=0, db_default=0)
    judging_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("learned filter")
        verbose_name_plural = _("learned filters")

    def __str__(self) -> str:
        return f"{self.site}"


class Lesson(models.Model):
    """A labelled text without a comment: it came from a file, or its comment was purged. The text is not kept."""

    site = models.ForeignKey(Site, models.CASCADE, db_index=False)
    digest = models.CharField(max_length=64)
    is_spam = models.BooleanField()
    # Hashed, so that the text cannot be read from them.
    features = models.BinaryField()
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "digest"], name="one_lesson_per_text")]
        indexes = [models.Index(fields=["site", "is_spam", "-learned_at"], name="latest_lessons")]

    def __str__(self) -> str:
        return self.digest
