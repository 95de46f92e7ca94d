"""What the element says where it has no thread to show."""

from django.utils.translation import gettext as _

# What the element must be able to say while the service is away.
AT_HAND = ("offline", "slow", "unreachable", "again")


def sentences() -> dict[str, str]:
    """By the code of the element's event, and `again` for its button, in the active language."""
    unreachable = _("The comments cannot be loaded just now.")
    return {
        "invalid": _("For the owner of this page: the element comment-thread needs the attributes “site” and “key”."),
        "offline": _("You are offline. The comments will load when you are connected again."),
        "slow": _("The comments take very long to load."),
        "unavailable": unreachable,
        "unreachable": unreachable,
        "not-html": _("For the owner of this page: what answers at the address of the comments is another service."),
        "no-policy": _(
            "For the owner of this page: its Content-Security-Policy must allow “comments” in the directive"
            " trusted-types."
        ),
        "again": _("Try again"),
    }
