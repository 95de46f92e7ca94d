"""What a page of the desk tells its script: for whom it works, which addresses it asks, and what it says."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from comments.desk.said import DONE, SET_ASIDE, UNDONE
from comments.desk.visit import Visit
from comments.errors import Message

# “%s” is a number or a name, as in what is said of decisions.
WORDS: dict[str, Message] = {
    "reply": gettext_lazy("Published your reply to %s."),
    "left": gettext_lazy("%s left."),
    "undo": gettext_lazy("Undo"),
    "batch": gettext_lazy("This decision on many comments: %s."),
    "trial": gettext_lazy("This trial: %s."),
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
}
_NUMBER = 0  # stands in an address where the script puts a comment's number


def facts_for(visit: Visit) -> dict[str, Any]:
    """To be written into the page as JSON."""
    plain = ("ahead", "live", "page_link", "undo")
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
        "words": {name: str(words) for name, words in WORDS.items()} | _done(),
    }


def _done() -> dict[str, str]:
    done = DONE | {"aside": SET_ASIDE, "undone": UNDONE}
    return {name: str(sentence) % {"name": "%s"} for name, sentence in done.items()}
