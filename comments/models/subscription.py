"""Of which comments authors are told, and which replies they were told of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.subscriber import Subscriber


class Subscription(models.Model):
    """A comment whose author is known to have a mailbox, and told what the comment says they want to hear."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    comment = models.OneToOneField(Comment, models.CASCADE, related_name="subscription", verbose_name=_("comment"))
    # By the link in a mail, or by a browser that was. What came from the same network is told of, and proves nothing.
    is_proven = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("created at"))
    # Since when its author wants to hear nothing of this thread any more.
    stopped_at = models.DateTimeField(null=True)
    # The decision that its author was told last, and the mail that did.
    told_status = models.CharField(max_length=10, blank=True)
    told_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.comment_id}"


class ReplyNotice(models.Model):
    """A published reply, of which the author of the comment above is told once."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, db_index=False, related_name="reply_notices")
    reply = models.ForeignKey(Comment, models.CASCADE, related_name="reply_notices")
    # Of the mail that tells it; null until one does.
    told_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscriber", "reply"], name="reply_told_once")]

    def __str__(self) -> str:
        return f"{self.reply_id}"
