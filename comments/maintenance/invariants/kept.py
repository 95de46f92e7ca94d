"""What is kept of whom, and where."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.counters import recommending
from comments.maintenance.chores import clock, forgetting
from comments.maintenance.invariants.rule import Rows, number_of, rule
from comments.models import (
    Band,
    Cluster,
    Comment,
    Finding,
    Flood,
    ReaderSession,
    Recommendation,
    Report,
    SearchEntry,
    SearchKey,
    Site,
    Submission,
    Subscription,
)
from comments.net import emails
from comments.statuses import Status
from comments.text import normalization


def _erase(comment_ids: list[int], now: datetime) -> None:
    while forgetting.addresses(now):
        continue


def _mailbox(comment: Comment) -> str:
    """What has to be stored; of an address from before there was a limit, what is there."""
    canonical = emails.canonical(comment.email)
    return canonical if len(canonical) <= limits.EMAIL_LIMIT else comment.email_canonical


def _canonicalise(comment_ids: list[int], now: datetime) -> None:
    for comment in Comment.objects.filter(pk__in=comment_ids).only("email", "email_canonical"):
        # Unless it is erased meanwhile.
        Comment.objects.filter(pk=comment.pk, email=comment.email).update(email_canonical=_mailbox(comment))


@rule(
    _("A comment's text is the one its digest was made of."),
    sample=True,
    holds=lambda comment: comment.text_digest == normalization.digest(comment.text),
)
def text_is_whole(now: datetime) -> Rows:
    return Comment.objects.exclude(status=Status.DELETED).only("text", "text_digest")


@rule(
    _("A comment's mailbox is the one its email address stands for."),
    sample=True,
    holds=lambda comment: comment.email_canonical == _mailbox(comment),
    repair=_canonicalise,
)
def mailbox_is_canonical(now: datetime) -> Rows:
    return Comment.objects.only("email", "email_canonical")


@rule(_("Nothing that its author sent is left of a deleted comment."))
def deleted_is_empty(now: datetime) -> Rows:
    empty = Q(
        name="",
        email="",
        email_canonical="",
        url="",
        text="",
        text_digest="",
        html="",
        address="",
        network="",
        user_agent="",
        asked__isnull=True,
        tells_author=False,
        tells_replies=False,
    )
    models = (Finding, Submission, Band, Report, SearchEntry, SearchKey, Subscription)
    about = [model.objects.filter(comment=OuterRef("pk")) for model in models]
    nothing = Q(empty, *[~Exists(rows) for rows in about], commenter=None, identity=None)
    return Comment.objects.filter(status=Status.DELETED).exclude(nothing)


@rule(_("No address and no browser is kept longer than the site's setting."), repair=_erase)
def traces_erased(now: datetime) -> Rows:
    grace = timedelta(days=1) + clock.LONGEST_REST
    old = [
        Q(site=site, created_at__lt=now - timedelta(days=site.erase_days) - grace)
        for site in Site.objects.exclude(erase_days=0)
    ]
    return Comment.objects.with_traces().filter(Q(*old, _connector=Q.OR)) if old else Comment.objects.none()


def _forget(recommendation_ids: list[int], now: datetime) -> None:
    while forgetting.recommendations(now):
        continue


@rule(_("Who recommended a comment is forgotten in time."), site="comment__site", repair=_forget)
def recommending_forgotten(now: datetime) -> Rows:
    grace = timedelta(days=1) + clock.LONGEST_REST
    return Recommendation.objects.filter(created_at__lt=now - timedelta(days=limits.RECOMMENDED_DAYS) - grace)


def _count_again(comment_ids: list[int], now: datetime) -> None:
    for comment in Comment.objects.filter(pk__in=comment_ids):
        recommending.repair(comment)


@rule(_("A comment counts at least the recommendations of which it is known by whom they are."), repair=_count_again)
def recommendations_counted(now: datetime) -> Rows:
    known = number_of(Recommendation.objects.filter(comment=OuterRef("pk")))
    recommended = Comment.objects.filter(Exists(Recommendation.objects.filter(comment=OuterRef("pk"))))
    return recommended.annotate(known=known).filter(recommendations__lt=F("known"))


@rule(_("A comment's browser is known to its own site."))
def commenter_of_site(now: datetime) -> Rows:
    return Comment.objects.exclude(commenter=None).exclude(commenter__site=F("site"))


@rule(_("A comment's account is one of its own site."))
def identity_of_site(now: datetime) -> Rows:
    return Comment.objects.exclude(identity=None).exclude(identity__site=F("site"))


@rule(_("A reader's session is one of the site of their account."), site="site")
def session_of_site(now: datetime) -> Rows:
    return ReaderSession.objects.exclude(identity__site=F("site"))


def _end_sessions(session_ids: list[int], now: datetime) -> None:
    while forgetting.reader_sessions(now):
        continue


@rule(_("A reader's session is forgotten in time."), site="site", repair=_end_sessions)
def sessions_forgotten(now: datetime) -> Rows:
    grace = timedelta(days=1) + clock.LONGEST_REST
    return ReaderSession.objects.filter(expires_at__lt=now - grace)


@rule(_("A comment is like others of its own site."))
def cluster_of_site(now: datetime) -> Rows:
    return Comment.objects.exclude(cluster=None).exclude(cluster__site=F("site"))


@rule(_("A hash of a text belongs to the site of its comment."), site="site")
def band_of_site(now: datetime) -> Rows:
    return Band.objects.exclude(comment__site=F("site"))


@rule(_("A submission key belongs to the site of its comment."), site="site")
def submission_of_site(now: datetime) -> Rows:
    return Submission.objects.exclude(comment__site=F("site"))


@rule(_("A cluster is at least as large as what is in it."), site="site")
def cluster_counts_members(now: datetime) -> Rows:
    return Cluster.objects.annotate(members=number_of(Comment.objects.filter(cluster=OuterRef("pk")))).filter(
        size__lt=F("members")
    )


@rule(_("A site has one flood at a time."), site="site")
def one_flood(now: datetime) -> Rows:
    other = Flood.objects.filter(site=OuterRef("site"), ended_at=None, pk__lt=OuterRef("pk"))
    return Flood.objects.filter(Exists(other), ended_at=None)
