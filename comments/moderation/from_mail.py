"""Deciding from a mail: a link names one decision on one comment, and while it is fresh, stands for its recipient.

Each mail to a moderator has such links. Whoever is signed in decides as themselves, however old the link is. Without
signing in it does for a quarter of an hour, once: not where somebody decided since, nor for people whose account asks
for a second factor, which a mail is not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from comments import conf, signed_tokens
from comments.access.membership import may_decide, needs_second_factor
from comments.access.staff import Moderator
from comments.models import Action, Comment

ACTIONS = (Action.APPROVE, Action.REJECT, Action.SPAM)
FRESH = timedelta(minutes=15)
VALID = timedelta(days=30)
_RECIPIENT = "user:"


@dataclass(frozen=True)
class MailedLink:
    """What a link names: the action, the comment with the version that was mailed, to whom and when."""

    action: Action
    user_id: str
    comment_id: int
    version: int
    sent_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return now - self.sent_at < FRESH


def token_of(action: Action, comment: Comment, user: Moderator) -> str:
    """The token of a link that is mailed now."""
    return signed_tokens.mail_token(action.value, f"{_RECIPIENT}{user.pk}", comment.pk, comment.version)


def read_link(action: str, token: str) -> MailedLink | None:
    """None for what is forged, of another action, or older than VALID."""
    if action not in ACTIONS:
        return None
    said = signed_tokens.read_mail_token(action, token, VALID)
    if said is None or not said.recipient.startswith(_RECIPIENT):
        return None
    user_id = said.recipient.removeprefix(_RECIPIENT)
    return MailedLink(Action(action), user_id, said.comment_id, said.version, said.signed_at)


def holder(link: MailedLink, comment: Comment, *, now: datetime) -> Moderator | None:
    """For whom a fresh link stands; None where they have to sign in."""
    if not link.is_fresh(now):
        return None
    try:
        user: Moderator | None = get_user_model()._default_manager.filter(pk=link.user_id).first()
    except (ValueError, ValidationError):
        return None
    if user is None or not may_decide(user, comment.site_id) or asks_second_factor(user):
        return None
    return user


def asks_second_factor(user: Moderator) -> bool:
    """Whether this person types a code when they sign in, or has to set that up first."""
    return conf.second_factor_of()(user) or (conf.has_second_factor() and needs_second_factor(user))


def is_used(link: MailedLink, comment: Comment) -> bool:
    """Whether a person decided on the comment since it was mailed, by this link or otherwise."""
    return comment.decisions.filter(version__gt=link.version, by__isnull=False).exists()
