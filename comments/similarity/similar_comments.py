"""What is known of the comments of a site that say nearly what one says."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SimilarComments:
    """Comments with nearly the same text that came to the site before one, and the decision on all of them, if any.

    `count` of them, the first at `since`. The `decided_*` and `applies_until` tell of a moderator's decision that
    applies to new copies too; `decided_action` is a key of ACTIONS, or empty.
    `is_here` if the very same words are published or wait in the very same place, whoever wrote them.
    `is_copy` if this one says hardly anything else than those that the decision covers.
    `is_unknown` if it could not be compared with others.
    """

    count: int = 0
    since: datetime | None = None
    decided_action: str = ""
    decided_by: str = ""
    applies_until: datetime | None = None
    decision_id: int | None = None
    is_here: bool = False
    is_copy: bool = False
    is_unknown: bool = False
