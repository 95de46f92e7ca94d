"""The ground of the moderators' work in the Django admin."""

from comments.admin.clusters import ClusterAdmin, FloodAdmin
from comments.admin.comment import CommentAdmin
from comments.admin.rules import BanAdmin, TrustedAuthorAdmin
from comments.admin.site import SiteAdmin
from comments.admin.threads import ThreadAdmin

__all__ = ["BanAdmin", "ClusterAdmin", "CommentAdmin", "FloodAdmin", "SiteAdmin", "ThreadAdmin", "TrustedAuthorAdmin"]
