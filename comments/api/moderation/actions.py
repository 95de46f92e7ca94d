"""What can be done to one comment, by the names that the API has for it."""

from collections.abc import Sequence

from comments.access.staff import Moderator
from comments.models import Action, Comment, Decision
from comments.moderation import decisions, undoing

# An action's name in the API, where it is not its own.
_NAMES = {
    Action.IGNORE: "ignore_reports",
    Action.ASIDE: "set_aside",
    Action.BACK: "take_back",
    Action.ERASE: "delete",
    Action.UNDO: "restore",
}
ACTIONS: dict[str, Action] = {_NAMES.get(action, action.value): action for action in Action}


def name_of(action: str) -> str:
    """The API's name of an action that is stored with a decision."""
    return _NAMES.get(Action(action), action)


def possible(comment: Comment, by: Moderator, history: Sequence[Decision]) -> list[str]:
    """What this person can do with a comment now; `history` are its last decisions."""
    names = [name_of(action) for action in decisions.possible_actions(comment, by)]
    last = undoing.standing(history)
    is_own = last is not None and last.by_id == by.pk and undoing.is_undoable(last)
    return [*names, *(["restore"] if is_own and names else [])]
