"""The ground of the moderators' work in the Django admin."""

from comments.admin.comment import CommentAdmin
from comments.admin.settings import SiteAdmin, ThreadAdmin

__all__ = ["CommentAdmin", "SiteAdmin", "ThreadAdmin"]
