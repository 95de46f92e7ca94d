"""How to fetch and count: every list that pages, gates, screening and moderators ask for, and all SQL of our own."""

from comments.querysets.bands import take_bands
from comments.querysets.comments import CommentQuerySet
from comments.querysets.findings import add_findings
from comments.querysets.pace import from_networks, next_turn, take_turn
from comments.querysets.threads import ThreadQuerySet

__all__ = [
    "CommentQuerySet",
    "ThreadQuerySet",
    "add_findings",
    "from_networks",
    "next_turn",
    "take_bands",
    "take_turn",
]
