"""What is taken out of a deleted comment: all that its author sent, wherever it is kept, and all that may quote it."""

from django.db.models import F

from comments.access import identities
from comments.deliveries import forgetting, suppression
from comments.models import Actor, Comment, Commenter, Correction, Subscriber, Subscription
from comments.net import emails
from comments.search import index
from comments.similarity import clusters

_TEXTS = ("name", "email", "email_canonical", "url", "text", "text_digest", "html", "address", "network", "user_agent")


def erase_content(comment: Comment) -> None:
    """Erase what the author of a deleted comment sent; part of the transaction of the deletion.

    The row, its number in the thread and its decisions stay, without what checks quoted in them. The browser that it
    came from fills in nothing any more, and the author's token opens nothing.
    """
    comment.findings.all().delete()
    comment.reports.all().delete()
    # What a check found, and what colleagues noted, may quote what was typed.
    comment.decisions.filter(actor=Actor.SCREENING).update(reason="", told="")
    comment.decisions.exclude(note="").update(note="")
    comment.submissions.all().delete()
    clusters.leave([comment.pk])
    index.forget(comment.pk)
    Correction.objects.filter(comment=comment).delete()
    forgetting.forget_words([comment.pk])
    Commenter.objects.filter(comment=comment.pk).update(name="", email="", url="", subscriber=None)
    _forget_subscriber(comment)
    emptied = dict.fromkeys(_TEXTS, "")
    revoked = F("token_version") + 1
    Comment.objects.filter(pk=comment.pk).update(
        **emptied, signals={}, asked=None, reported_at=None, commenter=None, identity=None, token_version=revoked,
        tells_author=False, tells_replies=False, mail_language="",
    )  # fmt: skip
    suppression.erase_mailbox(comment.email)
    if comment.identity_id:
        identities.erase_unused(comment.identity_id)


def _forget_subscriber(comment: Comment) -> None:
    """Its author is told of it no more, and forgotten as somebody to write to unless another comment is theirs."""
    Subscription.objects.filter(comment=comment.pk).delete()
    mailbox = emails.exact(comment.email)
    theirs = Subscriber.objects.filter(site=comment.site_id, mailbox=mailbox)
    if comment.email and theirs.exists():
        others = Comment.objects.filter(site=comment.site_id, email_canonical=comment.email_canonical)
        typed = others.exclude(pk=comment.pk).values_list("email", flat=True).distinct()
        if mailbox not in map(emails.exact, typed):
            theirs.delete()
