"""Every check there is, in the order in which they run unless a site sets another."""

from django.utils.translation import gettext_lazy

from comments.errors import Message
from comments.models import Site
from comments.screening.checks import (
    akismet,
    bans,
    classifier,
    disallowed_words,
    duplicates,
    form_signals,
    impersonation,
    links,
    moderation_words,
    own_hook,
    premoderation,
    reputation,
    velocity,
)
from comments.screening.vocabulary import Check, CheckFunction

REGISTRY: tuple[Check, ...] = (
    premoderation.CHECK,
    reputation.CHECK,
    bans.CHECK,
    impersonation.CHECK,
    disallowed_words.CHECK,
    moderation_words.CHECK,
    links.CHECK,
    duplicates.CHECK,
    velocity.CHECK,
    form_signals.CHECK,
    classifier.CHECK,
    own_hook.CHECK,
    akismet.CHECK,
)

CHECKS: dict[str, CheckFunction] = {check.name: check.function for check in REGISTRY if not check.asks_outside}
OUTSIDE: dict[str, CheckFunction] = {check.name: check.function for check in REGISTRY if check.asks_outside}
ALWAYS = frozenset(check.name for check in REGISTRY if check.is_always_on)

# What moderators read: the names of checks, and of what they find. The last of each are the screening's own.
LABELS: dict[str, Message] = {check.name: check.label for check in REGISTRY} | {
    "screening": gettext_lazy("The screening itself"),
}
CODE_LABELS: dict[str, Message] = {code: label for check in REGISTRY for code, label in check.codes.items()} | {
    "check-failed": gettext_lazy("A check failed"),
    "parked": gettext_lazy("Screening given up"),
}

# In front of the name of a check: whatever it says.
WHOLE_CHECK = "check:"


def outside_of(site: Site) -> dict[str, CheckFunction]:
    """The services outside that can be asked for a site, by name; whether it has them on is another question."""
    set_up = {check.name for check in REGISTRY if check.is_set_up(site)}
    return {name: function for name, function in OUTSIDE.items() if name in set_up}


def codes_of(what: str) -> tuple[str, ...]:
    """The codes by which comments are found: one code alone, or all of the check named behind WHOLE_CHECK.

    None for what is neither.
    """
    name = what.removeprefix(WHOLE_CHECK)
    if name == what:
        return (what,) if what in CODE_LABELS else ()
    return tuple(code for check in REGISTRY if check.name == name for code in check.codes)
