"""Decisions on a comment and their undoing, and all that is known of it before and after."""

from datetime import timedelta
from typing import Any

from comments.db.transactions import writing
from comments.models import Action, Comment, Decision, SetAside
from comments.moderation import aside, decisions, transitions, undoing
from tests.support import factories
from tests.support.factories import NOON


def act(comment: Comment, action: str, by: str = "anna", minute: int = 0, **said: Any) -> Decision:
    """One decision on the comment as it stands."""
    person, version, now = factories.moderator(by), factories.fresh(comment).version, NOON + timedelta(minutes=minute)
    if action == Action.ASIDE:
        aside.set_aside(comment.pk, by=person, note="Later.", now=now)
    elif action == Action.BACK:
        aside.take_back(comment.pk, by=person, now=now)
    else:
        decisions.ACTIONS[action](comment.pk, by=person, version=version, now=now, **said)
    return factories.last_decision(comment)


def edit(comment: Comment) -> None:
    with writing():
        locked = transitions.lock(comment.pk)
        decisions.rewrite(locked, name="Ada", text=f"Rewritten, {locked.version}.", text_digest="", now=NOON)


def undo(decision: Decision, by: str = "anna") -> Comment:
    return undoing.undo(decision.pk, by=factories.moderator(by), now=NOON + timedelta(hours=1))


def state(comment: Comment) -> dict[str, Any]:
    """All that is known of it but the version, and what is known of its thread by it."""
    row = factories.fresh(comment)
    kept = SetAside.objects.filter(comment=comment).values().first()
    whole = {field.attname: getattr(row, field.attname) for field in Comment._meta.concrete_fields}
    # What a screening would have done next is done once a person has decided.
    for name in ("version", "due", "html", "leased_until"):
        del whole[name]
    return {**whole, "aside": kept, "confirmed": row.thread.is_confirmed, "count": row.thread.count}
