"""Decisions on many comments as one: frozen at once, carried out by workers a handful at a time, undone together.

What is frozen is each comment with its version, so that what somebody decides or an author edits meanwhile is left
alone; undoing too leaves alone what happened since. Of what is paused or stopped a handful may still be on its way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import doorbell
from comments.access import audit
from comments.access.membership import access_of, require_moderator
from comments.access.staff import Moderator
from comments.db.transactions import retried_once, writing
from comments.errors import IllegalMove, NotAllowed, NotFound, Stale
from comments.models import (
    Action,
    AuditVerb,
    Batch,
    BatchKind,
    BatchState,
    Cluster,
    Comment,
    ItemOutcome,
    Site,
)
from comments.moderation import bans, clusters, freezing, reasons, sentences


class SaidOfMany(TypedDict, total=False):
    """What may be said with a decision on many comments."""

    code: str
    """Of the reason from the site's list that authors of rejected comments are told."""
    reason: str
    """Own words, which they read after it."""
    key: str
    """Of the form: one that the person sent before brings no second batch."""
    now: datetime | None


@dataclass(frozen=True)
class Progress:
    """How far a batch is: of `total` comments so many are decided (`done`), left as they were, or `open`.

    Once it is undone, so many of `done` are taken back (`undone`), or `kept`, since something happened to them.
    `percent` is of what it does now. Comments that were deleted meanwhile count as `skipped` when it has ended.
    """

    state: BatchState
    total: int
    done: int
    skipped: int
    open: int
    undone: int
    kept: int
    percent: int


@dataclass(frozen=True)
class SkippedItem:
    """A comment that a batch left alone, or could not take back (`was_decided`), and why, as a sentence."""

    comment: Comment
    why: str
    was_decided: bool


@retried_once(IntegrityError)
def decide(
    action: str,
    *,
    by: Moderator,
    kind: BatchKind,
    comments: "QuerySet[Comment]",
    with_published: bool = False,
    **said: Unpack[SaidOfMany],
) -> Batch:
    """Decide on these comments as they are now; a worker carries it out, or `handfuls.carry_out` for a few at once.

    Of them, those are taken that the person moderates and that can be decided so; published ones only `with_published`
    or to confirm them. Authors of rejected comments are told the reason, each once.

    Raises IllegalMove for what is none of `freezing.ACTIONS`, or where nothing is left; NotAllowed for anybody but
    moderators; ReasonNeeded and Invalid as `reasons.told` does.
    """
    access = access_of(by)
    if action not in freezing.ACTIONS:
        raise IllegalMove
    if not access.is_moderator:
        raise NotAllowed
    with writing():
        if sent := _sent_before(by, said):
            return sent
        asked = Comment.objects.filter(pk__in=comments.values("pk"))
        taken = access.filter(asked).filter(freezing.can_be(action, with_published=with_published))
        sites = list(Site.objects.filter(pk__in=taken.order_by().values("site")))
        batch = _new(kind, action, by, sites, said)
        batch.save()
        freezing.freeze(batch, taken, action)
        if not batch.size:
            raise IllegalMove(_("None of these comments can be decided like this any more."))
        _begin(batch)
    return batch


@retried_once(IntegrityError)
def decide_cluster(
    cluster_id: int,
    action: str,
    *,
    by: Moderator,
    covers: int | None = None,
    seen: int | None = None,
    stands: bool = False,
    with_published: bool = False,
    **said: Unpack[SaidOfMany],
) -> Batch:
    """Decide on the first `covers` comments of a cluster, else on all of them.

    What a person has decided is left as it is, and what the checks have published too unless `with_published`: it may
    be what the others were copied from. With `stands` copies that join within a day follow, if the site has the check
    that sees to it. An approval never stands: what is alike may bear another link.

    Raises NotFound, NotAllowed, IllegalMove, ReasonNeeded, Invalid, and Stale if `seen` is not what
    `clusters.version_of` says any more, or an earlier decision on the cluster is still under way, so that none mix.
    """
    if action not in clusters.ACTIONS:
        raise IllegalMove
    with writing():
        cluster = _locked_cluster(cluster_id, by)
        if sent := _sent_before(by, said):
            return sent
        if seen not in (None, clusters.version_of(cluster)) or cluster.batches.exclude(due=None).exists():
            raise Stale
        batch = _new(BatchKind.CLUSTER, action, by, [cluster.site], said)
        batch.cluster, batch.covers = cluster, cluster.size if covers is None else min(covers, cluster.size)
        clusters.stand_instead(batch, cluster, is_wished=stands)
        batch.save()
        freezing.freeze(batch, clusters.movable(cluster, batch, with_published=with_published), action)
        _begin(batch)
    return batch


def pause(batch_id: int, *, by: Moderator, now: datetime | None = None) -> Batch:
    """Let a batch rest where it is until `go_on`; of one that rests or has ended nothing changes.

    Raises NotFound, and NotAllowed for anybody but who decided and chief moderators of its site; so do the others.
    """
    with writing():
        batch = _locked(batch_id, by)
        if batch.due is not None:
            batch.paused_at, batch.due = now or timezone.now(), None
            batch.save(update_fields=["paused_at", "due"])
    return batch


def go_on(batch_id: int, *, by: Moderator, now: datetime | None = None) -> Batch:
    """Go on with a batch that rests; of any other nothing changes."""
    with writing():
        batch = _locked(batch_id, by)
        if batch.paused_at is not None:
            batch.paused_at, batch.due = None, now or timezone.now()
            batch.save(update_fields=["paused_at", "due"])
            doorbell.decisions_on_many.ring_after_commit(batch.pk)
    return batch


def stop(batch_id: int, *, by: Moderator, now: datetime | None = None) -> Batch:
    """End a batch where it is: what it has not come to yet stays as it is. Of one that has ended nothing changes.

    Raises IllegalMove while it is taken back, since half of it would be what nobody decided.
    """
    now = now or timezone.now()
    with writing():
        batch = _locked(batch_id, by)
        if batch.undone_at is not None:
            raise IllegalMove(_("It is being undone. You can pause that, but not stop it half way."))
        if batch.state in (BatchState.RUNNING, BatchState.PAUSED):
            batch.stopped_at, batch.paused_at, batch.due = now, None, None
            batch.stands_until = min(batch.stands_until, now) if batch.stands_until else None
            batch.save(update_fields=["stopped_at", "paused_at", "due", "stands_until"])
    return batch


def undo(batch_id: int, *, by: Moderator, now: datetime | None = None) -> Batch:
    """Stop a batch, take back its ban, and have each decision taken back since which nothing happened.

    A second time changes nothing. Raises NotFound, NotAllowed for anybody but who decided and chief moderators of its
    site, and Stale while another decision on its cluster is under way.
    """
    now = now or timezone.now()
    with writing():
        batch = _locked(batch_id, by)
        if batch.undone_at is not None:
            return batch
        if batch.cluster and batch.cluster.batches.exclude(pk=batch.pk).exclude(due=None).exists():
            raise Stale
        if batch.ban is not None and bans.take_back(batch.ban, batch.ban_before or {}):
            audit.write(AuditVerb.BAN, _("Took back: %(ban)s") % {"ban": batch.ban}, by=by, site_id=batch.site_id)
        batch.undone_at, batch.undone_by, batch.paused_at, batch.reached = now, by, None, 0
        batch.due = now if batch.size or batch.stands_until else None
        batch.save(update_fields=["undone_at", "undone_by", "paused_at", "reached", "due"])
        _log(batch, by, now)
        doorbell.decisions_on_many.ring_after_commit(batch.pk)
    return batch


def progress(batch: Batch) -> Progress:
    """How far a batch is, by its own columns alone."""
    state = batch.state
    has_ended = state in (BatchState.DONE, BatchState.UNDONE)
    left = batch.size - batch.done - batch.skipped
    looked_at, of = batch.done + batch.skipped, batch.size
    if batch.undone_at is not None:
        looked_at, of = batch.undone + batch.kept, batch.done
    return Progress(
        state, batch.size, batch.done, batch.skipped + (left if has_ended else 0), 0 if has_ended else left,
        batch.undone, batch.kept, 100 if has_ended or not of else looked_at * 100 // of,
    )  # fmt: skip


def skipped(batch: Batch, limit: int = 100) -> list[SkippedItem]:
    """The first of the comments that the batch left alone or could not take back, each with why; few queries."""
    left = {ItemOutcome.SKIPPED, ItemOutcome.LEASED, ItemOutcome.KEPT}
    rows = batch.items.filter(outcome__in=left).order_by("pk").select_related("comment__thread__site")
    items = list(rows[:limit])
    why = sentences.why_left(items)
    return [SkippedItem(item.comment, why[item.pk], item.outcome == ItemOutcome.KEPT) for item in items]


def _locked_cluster(cluster_id: int, by: Moderator) -> Cluster:
    cluster = Cluster.objects.select_for_update(no_key=True).filter(pk=cluster_id).first()
    if cluster is None:
        raise NotFound
    require_moderator(by, cluster.site_id)
    return cluster


def _sent_before(by: Moderator, said: SaidOfMany) -> Batch | None:
    key = said.get("key", "")
    return Batch.objects.filter(by=by, key=key).first() if key else None


def _new(kind: BatchKind, action: str, by: Moderator, sites: Sequence[Site], said: SaidOfMany) -> Batch:
    """A batch that is not saved yet; the reason has to fit each of the sites."""
    code, reason = said.get("code", ""), said.get("reason", "")
    told = reasons.told_on(sites, code=code, words=reason) if action == Action.REJECT else {}
    return Batch(
        site=sites[0] if len(sites) == 1 else None, kind=kind, action=action, by=by, code=code, reason=reason,
        told=told, key=said.get("key", ""), created_at=said.get("now") or timezone.now(),
    )  # fmt: skip


def _begin(batch: Batch) -> None:
    freezing.begin(batch, now=batch.created_at)
    _log(batch, batch.by, batch.created_at)


def _locked(batch_id: int, by: Moderator) -> Batch:
    """Lock a batch for the person who decided, or for a chief moderator of its site; the others may not change it."""
    rows = Batch.objects.select_related("ban", "cluster").select_for_update(of=("self",), no_key=True)
    batch = rows.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    if batch.by_id != by.pk and not access_of(by).chief_of(batch.site_id):
        raise NotAllowed(_("Only the moderator who decided this, or a chief moderator, can change it."))
    return batch


def _log(batch: Batch, by: Moderator, now: datetime) -> None:
    """A line in the chiefs' log: what was decided, or undone, on how many."""
    if batch.undone_at is not None:
        text = ngettext("Undone – %(action)s: %(n)d comment.", "Undone – %(action)s: %(n)d comments.", batch.size)
    else:
        text = ngettext("%(action)s: %(n)d comment.", "%(action)s: %(n)d comments.", batch.size)
    words = {"action": Action(batch.action).label if batch.action else batch.ban, "n": batch.size}
    audit.write(AuditVerb.BATCH, text % words, by=by, site_id=batch.site_id, now=now)
