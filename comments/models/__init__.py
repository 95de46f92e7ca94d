"""All models: sites and their rules, threads, comments, what checks found and what people decided."""

from comments.models.akismet import Correction
from comments.models.api_key import ApiKey, KeyScope
from comments.models.audit import AuditEntry, AuditVerb
from comments.models.author_note import AuthorNote
from comments.models.ban import Ban, BanEffect, BanKind
from comments.models.batch import Batch, BatchCluster, BatchItem, BatchKind, BatchState, ItemOutcome
from comments.models.chat_channel import ChatChannel, ChatKind
from comments.models.check_setting import CheckSetting
from comments.models.choices import Gate, OldThreads, Order, PersonalData, Premoderation, StandingBy
from comments.models.classifier import LearnedFilter, Lesson
from comments.models.cluster import Band, Cluster
from comments.models.comment import Comment, Commenter
from comments.models.decision import Action, Actor, Decision
from comments.models.delivery import Channel, Delivery, DeliveryAttempt, DeliveryState
from comments.models.erasure import Erasure
from comments.models.finding import Finding
from comments.models.flood import Flood
from comments.models.guideline import Guideline
from comments.models.identity import Identity, ReaderSession
from comments.models.lease import ReviewLease
from comments.models.maintenance import Upkeep
from comments.models.membership import Membership, Role
from comments.models.notice import DeskVisit, NoticeSetting, NoticeTime
from comments.models.own_hook import OwnHook
from comments.models.rate_limit import Pace
from comments.models.reason import Ground, Reason
from comments.models.recommendation import Recommendation
from comments.models.refused_origin import RefusedOrigin
from comments.models.report import Report, ReportReason
from comments.models.review_sample import ReviewSample
from comments.models.rollup import DayRollup, ModeratorDay
from comments.models.saved_search import SavedSearch
from comments.models.search import SearchEntry, SearchKey, SearchKeyKind
from comments.models.service import Service
from comments.models.set_aside import SetAside
from comments.models.signing_secret import SigningSecret
from comments.models.single_sign_on import SingleSignOn
from comments.models.site import Site
from comments.models.submission import Submission
from comments.models.subscriber import Subscriber, SubscriberState
from comments.models.subscription import ReplyNotice, Subscription
from comments.models.suppression import Suppression, SuppressionReason
from comments.models.thread import Override, Thread, ThreadPremoderation
from comments.models.trial import RuleTrial, TrialHit
from comments.models.trust import TrustedAuthor
from comments.models.webhook import WebhookEndpoint, WebhookEvent
from comments.models.word_list import ListKind, WordList

__all__ = [
    "Action", "Actor", "ApiKey", "AuditEntry", "AuditVerb", "AuthorNote", "Ban", "BanEffect", "BanKind", "Band",
    "Batch", "BatchCluster", "BatchItem", "BatchKind", "BatchState", "Channel", "ChatChannel", "ChatKind",
    "CheckSetting", "Cluster", "Comment", "Commenter", "Correction", "DayRollup", "Decision", "Delivery",
    "DeliveryAttempt", "DeliveryState", "DeskVisit", "Erasure", "Finding", "Flood", "Gate", "Ground", "Guideline",
    "Identity", "ItemOutcome", "KeyScope", "LearnedFilter", "Lesson", "ListKind", "Membership", "ModeratorDay",
    "NoticeSetting", "NoticeTime", "OldThreads", "Order", "Override", "OwnHook", "Pace", "PersonalData",
    "Premoderation", "ReaderSession", "Reason", "Recommendation", "RefusedOrigin", "ReplyNotice", "Report",
    "ReportReason", "ReviewLease", "ReviewSample", "Role", "RuleTrial", "SavedSearch", "SearchEntry", "SearchKey",
    "SearchKeyKind", "Service", "SetAside", "SigningSecret", "SingleSignOn", "Site", "StandingBy", "Submission",
    "Subscriber", "SubscriberState", "Subscription", "Suppression", "SuppressionReason", "Thread",
    "ThreadPremoderation", "TrialHit", "TrustedAuthor", "Upkeep", "WebhookEndpoint", "WebhookEvent", "WordList",
]  # fmt: skip
