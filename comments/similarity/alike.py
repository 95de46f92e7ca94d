"""What is known of the comments of a site that say nearly what one says."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Alike:
    """Comments that said nearly the same on the site before; `standing` is a decision on all of them.

    `stands_here` if the very same words stand or wait in the very same place, whoever wrote them.
    `is_copy` if it says hardly anything else than those that the decision covers; `is_unknown` if this one could not
    be compared.
    """

    count: int = 0
    since: datetime | None = None
    standing_action: str = ""
    standing_by: str = ""
    standing_until: datetime | None = None
    standing_id: int | None = None
    stands_here: bool = False
    is_copy: bool = False
    is_unknown: bool = False
