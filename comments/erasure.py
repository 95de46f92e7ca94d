"""What is taken out of a deleted comment: all that its author sent, and all that may quote it."""

from comments import clusters
from comments.models import Actor, Comment, Correction

_TEXTS = ("name", "email", "email_canonical", "url", "text", "text_digest", "html", "address", "network", "user_agent")


def empty(comment: Comment) -> None:
    """Part of the transaction of a deletion. The row, its place in the thread and its decisions stay."""
    comment.findings.all().delete()
    # What a check found may quote what was typed.
    comment.decisions.filter(actor=Actor.SCREENING).update(reason="", told="")
    comment.submissions.all().delete()
    clusters.leave([comment.pk])
    Correction.objects.filter(comment=comment).delete()
    emptied = dict.fromkeys(_TEXTS, "")
    Comment.objects.filter(pk=comment.pk).update(**emptied, signals={}, asked=None, commenter=None)
