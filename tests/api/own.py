"""Comments written just now, and the tokens of their authors."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from comments import signed_tokens
from comments.models import Comment
from comments.moderation import decisions
from tests.support import factories


def token_of(comment: Comment) -> str:
    return signed_tokens.author_token(comment.pk, comment.token_version)


def written(**fields: Any) -> Comment:
    """Just now, by Ada."""
    return factories.waiting(now=timezone.now(), **fields)


def published(**fields: Any) -> Comment:
    comment = written(**fields)
    return decisions.approve(comment.pk, by=factories.moderator(), version=1)


def decided(how: Callable[..., Comment], comment: Comment, **said: Any) -> Comment:
    how(comment.pk, by=factories.moderator(), version=comment.version, **said)
    return factories.fresh(comment)
