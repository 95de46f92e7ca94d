"""What a page of the desk tells its script: for whom it works, which addresses it asks, and what it says."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from comments.desk.visit import Visit
from comments.errors import Message

# “%s” is a number or a name.
WORDS: dict[str, Message] = {
    "approve": gettext_lazy("Approved: %s."),
    "confirm": gettext_lazy("Stays published: %s."),
    "reject": gettext_lazy("Rejected: %s."),
    "spam": gettext_lazy("Marked as spam: %s."),
    "review": gettext_lazy("Waits again: %s."),
    "back": gettext_lazy("Back in the queue: %s."),
    "pick": gettext_lazy("Picked: %s."),
    "unpick": gettext_lazy("Not picked any more: %s."),
    "erase": gettext_lazy("Will be deleted for ever in 24 hours: %s."),
    "aside": gettext_lazy("Set aside: %s."),
    "reply": gettext_lazy("Published your reply to %s."),
    "undone": gettext_lazy("Undone: %s."),
    "left": gettext_lazy("%s left."),
    "undo": gettext_lazy("Undo"),
    "unsaved": gettext_lazy("%s not saved"),
    "back_again": gettext_lazy("%s came back"),
    "back_mark": gettext_lazy("Came back"),
    "signed_out": gettext_lazy("Your session has ended."),
    "sign_in": gettext_lazy("Sign in (new tab)"),
    "somebody_else": gettext_lazy("You are signed in as somebody else. Load this page again."),
    "busy": gettext_lazy("The decision before is still being saved."),
    "gone": gettext_lazy("This comment is not there any more."),
    "not_allowed": gettext_lazy("You may not do this."),
    "changed": gettext_lazy("This comment changed meanwhile."),
    "show": gettext_lazy("Show it as it is now"),
    "above": gettext_lazy("%s new"),
    "loading": gettext_lazy("Loading…"),
    "nothing_to_undo": gettext_lazy("There is nothing to undo."),
    "end": gettext_lazy("That was the last one here."),
    "keys_on": gettext_lazy("Keys are on."),
    "keys_off": gettext_lazy("Keys are off."),
}
_NUMBER = 0  # stands in an address where the script puts a comment's number


def facts_for(visit: Visit) -> dict[str, Any]:
    """To be written into the page as JSON."""
    plain = ("ahead", "live", "undo")
    addresses = {name: reverse(f"admin:comments_desk_{name}") for name in plain}
    addresses |= {
        "desk": reverse("admin:comments_desk"),
        "card": reverse("admin:comments_desk_card", args=[_NUMBER]),
        "lease": reverse("admin:comments_desk_lease", args=[_NUMBER]),
        "part": reverse("admin:comments_desk_part", args=[_NUMBER, "name"]),
        "login": reverse("admin:login"),
    }
    return {
        "person": visit.by.pk,
        "place": visit.place.query(),
        "queue": visit.place.queue,
        "compact": visit.place.query(is_compact=not visit.place.is_compact),
        "addresses": addresses,
        "words": {name: str(words) for name, words in WORDS.items()},
    }
