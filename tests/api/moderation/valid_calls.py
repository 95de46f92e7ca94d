"""A call of each route and method of programs with a key that is as it should be: its key decides what comes of it.

It is about the site of `foreign_site`, whose rows it gets, and is for somebody who leads this site.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.support.foreign_site import Rows

ROOT = "/api/v1/moderation/"


class Call(NamedTuple):
    path: str
    body: Any = None


# By route, as it stands in the URLconf below /api/v1/, and method.
CALLS: dict[tuple[str, str], Callable[[Rows], Call]] = {
    ("moderation/", "GET"): lambda _rows: Call(ROOT),
}
