"""Comments that moderators had deleted for ever, once the time in which that can be undone is over."""

import logging
from datetime import datetime

from comments.moderation import deletion

log = logging.getLogger(__name__)

# Each waits for the disk.
ERASE_ROWS = 50


def due(now: datetime) -> int:
    """Erase what is due, ERASE_ROWS at most; returns how many. Without a journal to note them in they are kept."""
    erased = 0
    try:
        for comment_id in deletion.due(now, limit=ERASE_ROWS):
            erased += deletion.erase(comment_id, now=now)
    except OSError as error:
        log.warning("comments that are to be deleted for ever are kept, for that cannot be noted: %s", error)
    return erased
