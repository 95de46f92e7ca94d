"""The facts: sites, threads, comments, what checks found and what was decided."""

from comments.models.comment import Comment, Commenter, Thread
from comments.models.records import Actor, Decision, Finding, Pace, Submission
from comments.models.site import Site

__all__ = ["Actor", "Comment", "Commenter", "Decision", "Finding", "Pace", "Site", "Submission", "Thread"]
