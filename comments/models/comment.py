"""Comments, and the browsers that consented to be remembered."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comments import limits, paths
from comments.db.website_host import WebsiteHost
from comments.models.cluster import Cluster
from comments.models.identity import Identity
from comments.models.querysets import CommentQuerySet
from comments.models.site import Site
from comments.models.subscriber import Subscriber
from comments.models.thread import Thread
from comments.statuses import Status


class Commenter(models.Model):
    """A browser that consented to be remembered, and what to fill in there the next time."""

    site = models.ForeignKey(Site, models.CASCADE, verbose_name=_("site"))
    name = models.CharField(_("name"), max_length=limits.NAME_LIMIT, blank=True)
    email = models.CharField(_("email"), max_length=limits.EMAIL_LIMIT, blank=True)
    url = models.CharField(_("website"), max_length=limits.URL_LIMIT, blank=True)
    # Whose it is, since the link in a mail to them was followed.
    subscriber = models.ForeignKey(Subscriber, models.SET_NULL, null=True, db_index=False, related_name="commenters")
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("commenter")
        verbose_name_plural = _("commenters")
        indexes = [
            models.Index(fields=["subscriber"], condition=Q(subscriber__isnull=False), name="commenters_of_subscriber"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.pk}"


class Comment(models.Model):
    """One comment. Only comments.moderation changes its status, and keeps `shown`, `replies` and counts with it."""

    # Two unique indexes begin with it, and one of its own misleads PostgreSQL.
    thread = models.ForeignKey(
        Thread, models.PROTECT, related_name="comments", db_index=False, verbose_name=_("thread")
    )
    # The thread's, copied when it is posted, so that a list of one site is a range of one index. It never changes.
    site = models.ForeignKey(Site, models.PROTECT, related_name="comments", db_index=False, verbose_name=_("site"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("in reply to")
    )
    # Counts the comments of the thread from 1.
    number = models.PositiveIntegerField()
    # Materialised: see comments.paths.
    path = models.CharField(max_length=limits.DEPTH_CEILING * paths.WIDTH)
    depth = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=limits.NAME_LIMIT, blank=True)
    email = models.CharField(_("email"), max_length=limits.EMAIL_LIMIT, blank=True)
    email_canonical = models.CharField(max_length=limits.EMAIL_LIMIT, blank=True)
    url = models.CharField(_("website"), max_length=limits.URL_LIMIT, blank=True)
    staff = models.BooleanField(_("by the publication"), default=False)
    # As typed. `html` is its safe rendering, null until it is screened.
    text = models.TextField(_("text"))
    text_digest = models.CharField(max_length=64)
    html = models.TextField(null=True)  # noqa: DJ001 - "" is a rendering, null is none yet
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    # Spam that was rejected when it was marked, and not edited since: its author goes on being told that.
    seems_rejected = models.BooleanField(default=False, db_default=False)
    # Rises with each edit and each change of status; `text_version` with each edit alone.
    version = models.PositiveIntegerField(default=1)
    text_version = models.PositiveIntegerField(default=1)
    # Author's tokens name it: those of another version are not valid any more.
    token_version = models.PositiveIntegerField(default=1)
    # Whether readers see it or its tombstone.
    shown = models.BooleanField(default=False)
    # Published comments that are shown below it.
    replies = models.PositiveIntegerField(default=0)
    address = models.CharField(_("address"), max_length=45, blank=True)
    network = models.CharField(max_length=49, blank=True)
    user_agent = models.CharField(_("browser"), max_length=limits.USER_AGENT_LIMIT, blank=True)
    signals = models.JSONField(default=dict)
    commenter = models.ForeignKey(Commenter, models.SET_NULL, null=True, blank=True)
    # The account of the host by which it was posted, which its name, e-mail and website came from.
    identity = models.ForeignKey(
        Identity, models.SET_NULL, null=True, db_index=False, related_name="comments", verbose_name=_("account")
    )
    cluster = models.ForeignKey(
        Cluster, models.SET_NULL, null=True, db_index=False, related_name="comments", verbose_name=_("similar")
    )
    # Counts from 1 in the order in which comments joined the cluster; no number is given twice.
    cluster_place = models.PositiveIntegerField(null=True)
    # Published by the checks, and looked at by no moderator yet.
    unseen = models.BooleanField(_("published, unseen"), default=False, db_default=False)
    # What the site's classifier says now of a comment that waits, from 0 to 1; null if nothing.
    likeness = models.FloatField(_("like spam"), null=True)
    # Which version of the site's classifier said so.
    likeness_version = models.PositiveIntegerField(null=True)
    # When the first of its open reports came; null if there is none.
    reported_at = models.DateTimeField(_("reported"), null=True)
    # What readers report about it is not looked at, until its author edits it.
    ignores_reports = models.BooleanField(default=False, db_default=False)
    # Picked by the publication: readers see that.
    picked_at = models.DateTimeField(_("picked"), null=True)
    # Pinned above the others of its thread.
    pinned_at = models.DateTimeField(_("pinned"), null=True)
    # How many readers recommend it. Recommendations are forgotten after a while, this number stays.
    recommendations = models.PositiveIntegerField(default=0, db_default=0)
    # When it is deleted for ever; until then that can be undone.
    erase_at = models.DateTimeField(_("deleted for ever"), null=True)
    # Of all checks together, from 0 to 1.
    suspicion = models.FloatField(_("suspicion"), default=0)
    # What an outside service was sent about it.
    asked = models.JSONField(null=True)
    created_at = models.DateTimeField(_("submitted"))
    edited_at = models.DateTimeField(_("edited"), null=True)
    published_at = models.DateTimeField(_("first published"), null=True)
    decided_at = models.DateTimeField(_("decided by a person"), null=True)
    # When the status changed last.
    moved_at = models.DateTimeField(null=True)
    # When the sweep looks for it, null when nothing is left to do.
    due = models.DateTimeField(null=True)
    # Until when the worker that screens it has it to itself.
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often an outside service gave no answer; each is also counted in `attempts`.
    rechecks = models.PositiveSmallIntegerField(default=0)
    # What its author wants to be told by mail, and in which language: "" where nothing is.
    tells_author = models.BooleanField(_("tells its author what is decided"), default=False, db_default=False)
    tells_replies = models.BooleanField(_("tells its author of replies"), default=False, db_default=False)
    mail_language = models.CharField(max_length=16, blank=True, default="", db_default="")
    # Where it was imported from, and its id there.
    source = models.CharField(max_length=50, blank=True)
    source_id = models.CharField(max_length=255, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="one_number_per_thread"),
            models.UniqueConstraint(fields=["thread", "path"], name="one_path_per_thread"),
            models.UniqueConstraint(
                fields=["site", "source", "source_id"], condition=~Q(source=""), name="imported_once_per_site"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="known_status"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), limits.TEXT_CEILING), name="text_within_ceiling"
            ),
            models.CheckConstraint(condition=~Q(status=Status.APPROVED, html=None), name="published_has_html"),
        ]
        # SQLite uses a partial index only where the query repeats its condition, or compares what must not be null.
        indexes = [
            # Every number is above 0. To PostgreSQL it is one thing less to compare than with `one_path_per_thread`,
            # which it takes else as soon as nearly all are shown, and reads thousands that wait below one comment.
            models.Index(fields=["thread", "path"], condition=Q(shown=True, number__gt=0), name="branch_in_order"),
            models.Index(fields=["thread", "number"], condition=Q(shown=True, depth=1), name="page_by_time"),
            models.Index(
                fields=["thread", "replies", "number"], condition=Q(shown=True, depth=1), name="page_by_replies"
            ),
            models.Index(
                fields=["thread", "recommendations", "number"],
                condition=Q(shown=True, depth=1),
                name="page_by_recommendations",
            ),
            models.Index(
                fields=["thread", "pinned_at", "number"], condition=Q(pinned_at__isnull=False), name="pinned_in_thread"
            ),
            models.Index(fields=["thread", "text_digest"], name="duplicate"),
            models.Index(fields=["site", "email_canonical", "status", "id"], name="author_on_site"),
            models.Index(fields=["site", "network", "id"], condition=~Q(network=""), name="network_on_site"),
            models.Index("site", WebsiteHost("url"), "id", condition=~Q(url=""), name="website_on_site"),
            models.Index(fields=["site", "name", "email_canonical"], condition=~Q(name=""), name="name_on_site"),
            models.Index(fields=["due"], condition=Q(due__isnull=False), name="due"),
            models.Index(
                fields=["thread", "published_at"],
                condition=Q(shown=True, status="approved"),
                name="published_in_thread",
            ),
            # Every number is above 0: without that PostgreSQL takes it for what is new in a thread, too.
            models.Index(
                fields=["site", "published_at", "id"],
                condition=Q(shown=True, status="approved", number__gt=0),
                name="newest_on_site",
            ),
            models.Index(fields=["status", "-id"], name="queue_newest_first"),
            models.Index(fields=["site", "status", "-id"], name="queue_of_site"),
            models.Index(fields=["email_canonical", "-id"], condition=~Q(email_canonical=""), name="comments_of_email"),
            models.Index(fields=["created_at"], name="came_lately"),
            models.Index(fields=["network", "created_at"], condition=~Q(network=""), name="pace_of_network"),
            models.Index(
                fields=["site", "created_at"],
                condition=~Q(address="", user_agent="", asked__isnull=True),
                name="traces_to_erase",
            ),
            models.Index(
                fields=["site", "status", "-decided_at", "-id"],
                condition=Q(decided_at__isnull=False),
                name="what_teaches_site",
            ),
            models.Index(
                fields=["site", "status", "moved_at"], condition=Q(moved_at__isnull=False), name="to_purge_of_site"
            ),
            models.Index(fields=["status"], condition=Q(due__isnull=True, html__isnull=True), name="stuck"),
            models.Index(fields=["site", "id"], condition=Q(unseen=True), name="published_unseen"),
            models.Index(
                fields=["site", "id"],
                condition=Q(status="pending") & (Q(likeness__isnull=True) | Q(likeness__lt=limits.LIKELY_SPAM)),
                name="to_decide",
            ),
            models.Index(
                fields=["site", "-likeness", "-id"],
                condition=Q(status="pending", likeness__isnull=False),
                name="waiting_like_spam",
            ),
            models.Index(
                fields=["site", "reported_at", "id"], condition=Q(reported_at__isnull=False), name="reported_of_site"
            ),
            models.Index(fields=["erase_at"], condition=Q(erase_at__isnull=False), name="to_delete_for_ever"),
            models.Index(
                fields=["identity", "status"], condition=Q(identity__isnull=False), name="comments_of_identity"
            ),
            models.Index(
                fields=["cluster", "cluster_place"], condition=Q(cluster__isnull=False), name="members_of_cluster"
            ),
        ]

    def __str__(self) -> str:
        return _now("Comment %(id)d by %(name)s") % {"id": self.pk, "name": self.name or _now("Anonymous")}

    # The site's `wanted_events`; known of a comment that is locked.
    listeners: dict[str, list[int]]

    @property
    def status_for_author(self) -> Status:
        """The status that its author is told: of spam pending, or rejected if it was that before and was not edited.

        Nor are they told that a moderator rejected it for as long as that can be a slip, unless readers see it. It is
        read from the row alone, so that no delay tells spam from a comment that waits.
        """
        if self.status == Status.SPAM:
            return Status.REJECTED if self.seems_rejected else Status.PENDING
        if self.status == Status.REJECTED and self.published_at is None and self._may_be_a_slip():
            return Status.PENDING
        return Status(self.status)

    def _may_be_a_slip(self) -> bool:
        """Whether a person gave it its status just now, and may take that back before anybody hears of it."""
        if self.moved_at is None or self.moved_at != self.decided_at:
            return False
        return timezone.now() - self.moved_at < timedelta(seconds=limits.UNDO_SECONDS)

    @property
    def is_of_desk(self) -> bool:
        """Whether a moderator wrote it for the publication. The host's word gives an account no more than the mark."""
        return self.staff and self.identity_id is None

    @property
    def is_screened(self) -> bool:
        """Whether the checks are finished, or were given up."""
        return self.html is not None or self.due is None
