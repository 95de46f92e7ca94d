"""A decision on one comment, as a program sends it, carried out by the use cases of the desk."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from comments.access import colleagues
from comments.access.staff import Moderator
from comments.api import fields
from comments.api.moderation.actions import ACTIONS
from comments.api.moderation.reading import Moment, OneOf, StrictSerializer, Text, Whole
from comments.errors import FieldError, Invalid, Stale
from comments.models import Action, Comment
from comments.moderation import aside, decisions, reasons, sentences, undoing
from comments.moderation.decisions import Said

MAX_TEXT_LENGTH = 2_000
# Which actions take which fields besides the version; all others take a reason and a note.
_TAKES: Mapping[Action, frozenset[str]] = {
    Action.ASIDE: frozenset({"note", "person", "until"}),
    Action.BACK: frozenset({"note"}),
    Action.UNDO: frozenset(),
}
_TAKES_USUALLY = frozenset({"reason", "note"})
# Fields of the use cases as the API calls them.
_FIELDS = {"code": "reason", "for_whom": "person"}


class DecisionFields(StrictSerializer):
    """What to do with a comment, and the version of it that was looked at."""

    action = OneOf(list(ACTIONS))
    version = Whole(min_value=1, max_value=fields.MAX_ID)
    reason = Text(max_length=MAX_TEXT_LENGTH, required=False, allow_blank=True)
    note = Text(max_length=MAX_TEXT_LENGTH, required=False, allow_blank=True)
    person = Text(lines=False, max_length=50, required=False, allow_null=True)
    until = Moment(required=False, allow_null=True)


def decide(comment: Comment, asked: Mapping[str, Any], *, by: Moderator, now: datetime) -> None:
    """Carry a decision out; raises what the use cases raise, Stale with who did what meanwhile, Invalid, NotAllowed."""
    action = ACTIONS[asked["action"]]
    _refuse_needless(action, asked)
    try:
        _carry_out(comment, action, asked, by, now)
    except Stale:
        raise Stale(sentences.meanwhile(comment, asked["version"]) or None) from None
    except Invalid as refusal:
        raise Invalid([replace(one, field=_FIELDS.get(one.field, one.field)) for one in refusal.errors]) from None


def _carry_out(comment: Comment, action: Action, asked: Mapping[str, Any], by: Moderator, now: datetime) -> None:
    pk, version, note = comment.pk, asked["version"], asked.get("note", "").strip()
    if action == Action.UNDO:
        undoing.restore(pk, by=by, version=version, now=now)
    elif action == Action.ASIDE:
        whom, until = _colleague(comment, asked.get("person"), by), asked.get("until")
        aside.set_aside(pk, by=by, for_whom=whom, until=until, note=note, version=version, now=now)
    elif action == Action.BACK:
        aside.take_back(pk, by=by, note=note, version=version, now=now)
    else:
        said = _said(comment, action, asked.get("reason", "").strip())
        decisions.ACTIONS[action](pk, by=by, version=version, now=now, note=note, **said)


def _said(comment: Comment, action: Action, reason: str) -> Said:
    """Only the author of a rejected comment is told a reason, so only a rejection has one of the list."""
    if action != Action.REJECT:
        return {"reason": reason}
    code, words = reasons.split(reason, [comment.thread.site])
    return {"reason": words, "code": code}


def _colleague(comment: Comment, asked: str | None, by: Moderator) -> Moderator | None:
    """None for anybody; raises Invalid for somebody who does not moderate the comment's site."""
    if asked is None:
        return None
    found = next((one for one in colleagues.on_site(comment.site_id, by) if str(one.pk) == asked), None)
    if found is None:
        sentence = _("This person does not moderate the site.")
        raise Invalid([FieldError("person", "choice", sentence)])
    return found


def _refuse_needless(action: Action, asked: Mapping[str, Any]) -> None:
    needless = asked.keys() - {"action", "version"} - _TAKES.get(action, _TAKES_USUALLY)
    if needless:
        sentence = _("This action takes none.")
        raise Invalid([FieldError(name, "not-together", sentence) for name in sorted(needless)])
