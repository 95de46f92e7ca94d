"""The facts: sites and their rules, threads, comments, what checks found and what was decided."""

from comments.models.clusters import Band, Cluster, ClusterDecision, Flood
from comments.models.comment import Comment, Commenter, Thread, ThreadPremoderation
from comments.models.learning import LearnedFilter, Lesson
from comments.models.records import Actor, Decision, Finding, Pace, Submission
from comments.models.rules import Ban, BanEffect, BanKind, CheckSetting, ListKind, TrustedAuthor, WordList
from comments.models.services import Correction, Service
from comments.models.site import OldThreads, Order, Premoderation, Site, StandingBy
from comments.models.upkeep import Upkeep

__all__ = [
    "Actor", "Ban", "BanEffect", "BanKind", "Band", "CheckSetting", "Cluster", "ClusterDecision", "Comment",
    "Commenter", "Correction", "Decision", "Finding", "Flood", "LearnedFilter", "Lesson", "ListKind", "OldThreads",
    "Order", "Pace", "Premoderation", "Service", "Site", "StandingBy", "Submission", "Thread", "ThreadPremoderation",
    "TrustedAuthor", "Upkeep", "WordList",
]  # fmt: skip
