"""How to fetch and count: every list that pages, gates, screening and moderators ask for, and all SQL of our own."""

from comments.db.bulk import analyse, insert_rows, set_aside_ids
from comments.db.rows import add
from comments.models.querysets import CommentQuerySet, SiteQuerySet, ThreadQuerySet
from comments.querysets.bands import take_bands
from comments.querysets.findings import add_findings
from comments.querysets.pace import Turn, emails_elsewhere, from_networks, next_turn, take_turns
from comments.querysets.recent import Recent, add_counts, write_recent
from comments.querysets.taking import Said, against_post, lock_thread, submission, take_number

__all__ = [
    "CommentQuerySet",
    "Recent",
    "Said",
    "SiteQuerySet",
    "ThreadQuerySet",
    "Turn",
    "add",
    "add_counts",
    "add_findings",
    "against_post",
    "analyse",
    "emails_elsewhere",
    "from_networks",
    "insert_rows",
    "lock_thread",
    "next_turn",
    "set_aside_ids",
    "submission",
    "take_bands",
    "take_number",
    "take_turns",
    "write_recent",
]
