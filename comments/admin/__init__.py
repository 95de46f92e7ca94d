"""The ground of the moderators' work in the Django admin."""

from django.contrib import admin

from comments.admin.api_keys import ApiKeyAdmin
from comments.admin.bans import BanAdmin
from comments.admin.chat_channels import ChatChannelAdmin
from comments.admin.clusters import ClusterAdmin, FloodAdmin
from comments.admin.comment import CommentAdmin
from comments.admin.deliveries import DeliveryAdmin
from comments.admin.desk import add_desk
from comments.admin.guidelines import GuidelineAdmin
from comments.admin.memberships import MembershipAdmin
from comments.admin.reasons import ReasonAdmin
from comments.admin.site import SiteAdmin
from comments.admin.suppressions import SuppressionAdmin
from comments.admin.threads import ThreadAdmin
from comments.admin.trust import TrustedAuthorAdmin
from comments.admin.webhooks import WebhookAdmin
from comments.admin.word_lists import WordListAdmin

__all__ = [
    "ApiKeyAdmin", "BanAdmin", "ChatChannelAdmin", "ClusterAdmin", "CommentAdmin", "DeliveryAdmin", "FloodAdmin",
    "GuidelineAdmin", "MembershipAdmin", "ReasonAdmin", "SiteAdmin", "SuppressionAdmin", "ThreadAdmin",
    "TrustedAuthorAdmin", "WebhookAdmin", "WordListAdmin",
]  # fmt: skip

add_desk(admin.site)
