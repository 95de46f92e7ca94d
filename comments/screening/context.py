"""What is known around comments that are to be judged: one query per question for a whole batch."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from comments.access import staff
from comments.akismet import client
from comments.classifier import storage
from comments.db.rows import find_one
from comments.form_signals import Signals
from comments.models import (
    Comment,
    Flood,
    OldThreads,
    Override,
    OwnHook,
    Premoderation,
    Site,
    StandingBy,
    TrustedAuthor,
)
from comments.moderation import bans
from comments.moderation.bans import BanHit
from comments.net import emails, hostnames
from comments.reading import permalinks
from comments.screening import confirmed, queries, word_lists
from comments.screening.checks import akismet
from comments.screening.checks.velocity import FROM_NETWORK, NETWORK_MINUTES, THREAD_SECONDS, TO_THREAD
from comments.screening.vocabulary import Candidate, Context, Reputation, Staff, Velocity
from comments.similarity import clusters
from comments.similarity.similar_comments import SimilarComments
from comments.text import markup, normalization


def gather_context(comments: Sequence[Comment], now: datetime) -> dict[int, Context]:
    """What the checks need to know around each of these comments, by comment id.

    The comments come with their threads and sites, and with the HTML that they will be shown as.
    """
    by_site: dict[Site, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_site[comment.thread.site].append(comment)
    moderators = staff_names() if by_site else Staff()
    contexts: dict[int, Context] = {}
    for site, group in by_site.items():
        contexts |= _gather_for_site(site, group, moderators, now)
    return contexts


def candidate_of(comment: Comment, context: Context) -> Candidate:
    """A comment with its HTML as the checks see it."""
    return Candidate(
        text=comment.text, html=comment.html or "", name=comment.name, email=comment.email, url=comment.url,
        address=comment.address, user_agent=comment.user_agent, parent_id=comment.parent_id, is_staff=comment.staff,
        is_recheck=comment.rechecks > 0, comment_id=comment.pk, text_version=comment.text_version,
        created_at=comment.created_at,
        signals=Signals(**comment.signals), context=context,
    )  # fmt: skip


def _gather_for_site(site: Site, comments: Sequence[Comment], moderators: Staff, now: datetime) -> dict[int, Context]:
    in_flood = Flood.objects.filter(site=site, ended_at=None).exists()
    reputation_of = _reputations(site, comments)
    bans_on = _ban_hits(site, comments, now)
    velocity_of = velocities(comments)
    similar_to = _similar(site, comments, now)
    build = storage.latest_build(site)
    lists = word_lists.of_site(site, moderators)
    akismet_spam_count = cache(partial(akismet.implausible_spam_count, site))
    own_hook = find_one(OwnHook.objects.filter(site=site)) if site.own_hook else None
    asks_until = time.monotonic() + client.ASKING_SECONDS
    return {
        comment.pk: Context(
            premoderation=_premoderation(comment, site),
            is_late=site.old_threads == OldThreads.HOLD and comment.thread.is_old(_came_at(comment)),
            in_flood=in_flood,
            reputation=reputation_of[comment.pk],
            bans=bans_on[comment.pk],
            staff=moderators,
            moderation_words=lists.moderation_words,
            disallowed_words=lists.disallowed_words,
            protected=lists.protected,
            velocity=velocity_of[comment.pk],
            similar=similar_to[comment.pk],
            classifier=build.filter if build else None,
            classifier_version=build.version if build else None,
            akismet_spam_count=akismet_spam_count,
            page_url=partial(permalinks.address_of, comment.thread),
            thread=comment.thread,
            own_hook=own_hook,
            now=now,
            asks_until=asks_until,
        )
        for comment in comments
    }


def _came_at(comment: Comment) -> datetime:
    return comment.edited_at or comment.created_at


def _premoderation(comment: Comment, site: Site) -> str:
    """What waits on the thread: all if it was switched to that when the comment came, or since."""
    if comment.thread.switched_to(_came_at(comment)) == Override.HOLD:
        return Premoderation.ALL
    return comment.thread.premoderation or site.premoderation


def staff_names() -> Staff:
    """The moderators of all sites, as somebody might imitate them."""
    users = staff.admin_users()
    return Staff(
        full_names=tuple(name for user in users if (name := staff.full_name_of(user))),
        usernames=tuple(user.get_username() for user in users),
        emails=frozenset(emails.canonical(email) for user in users if (email := staff.email_of(user))),
    )


def _similar(site: Site, comments: Sequence[Comment], now: datetime) -> dict[int, SimilarComments]:
    """Earlier comments with nearly the same text on the site, or the very same text in the same place of the thread."""
    assigned = clusters.assign(site, comments, now)
    here = Comment.objects.ids_with_earlier_copy(comment.pk for comment in comments)
    return {
        comment.pk: replace(assigned.get(comment.pk, SimilarComments()), is_here=comment.pk in here)
        for comment in comments
    }


def velocities(comments: Sequence[Comment]) -> dict[int, Velocity]:
    """How many comments came shortly before each of these, by comment id.

    Nothing is counted further than the check asks for, so that a flood costs no more.
    """
    from_networks = queries.count_from_networks(comments, within=timedelta(minutes=NETWORK_MINUTES), limit=FROM_NETWORK)
    crowded = queries.ids_in_crowded_threads(comments, within=timedelta(seconds=THREAD_SECONDS), limit=TO_THREAD)
    elsewhere = queries.ids_with_email_elsewhere(comments)
    return {
        comment.pk: Velocity(
            from_network=from_networks.get(comment.pk, 0),
            to_thread=TO_THREAD if comment.pk in crowded else 0,
            email_elsewhere=comment.pk in elsewhere,
        )
        for comment in comments
    }


def _ban_hits(site: Site, comments: Sequence[Comment], now: datetime) -> dict[int, tuple[BanHit, ...]]:
    authors, linked = values_to_ban(comments)
    return bans.hits(site, authors, linked=linked, now=now)


def values_to_ban(
    comments: Sequence[Comment],
) -> tuple[dict[int, frozenset[bans.Value]], dict[int, frozenset[bans.Value]]]:
    """By comment id, all that a ban on its author could be on, and all that one on what its text links to could be."""
    authors = {comment.pk: bans.values_for(comment.email, comment.url, address=comment.address) for comment in comments}
    linked = {
        comment.pk: bans.values_linked(hostnames.hosts_of(markup.linked_addresses(comment.html or "")))
        for comment in comments
    }
    return authors, linked


def _reputations(site: Site, comments: Sequence[Comment]) -> dict[int, Reputation]:
    """How often each author was published before, whether that is proven, and whether a moderator trusts them.

    An account of the host is proven, under whatever name. Others prove it by their browser, or by their address where
    the site goes by that.
    """
    mailboxes = {comment.email_canonical for comment in comments} - {""}
    published: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in Comment.objects.approvals_by_author(site.pk, mailboxes):
        published[_author(row["email_canonical"], row["name"])].append(row)
    accounts = {comment.identity_id for comment in comments if comment.identity_id}
    by_account = (
        {row["identity_id"]: [row] for row in Comment.objects.approvals_by_account(site.pk, accounts)}
        if accounts
        else {}
    )
    by_email = confirmed.approvals(site, comments) if site.confirmed_email_proves else {}
    trusts = TrustedAuthor.objects.holding_on(site).filter(email__in=mailboxes)
    trusted = {_author(trust.email, trust.name): trust for trust in trusts}
    is_by_browser = site.standing_by == StandingBy.PROVEN
    reputations = {}
    for comment in comments:
        author = _author(comment.email_canonical, comment.name)
        account = comment.identity_id
        own = by_account.get(account, []) if account else _of_browser(comment, published[author])
        is_by_email = _number(by_email.get(comment.pk, [])) > _number(own)
        own = by_email[comment.pk] if is_by_email else own
        proven, claimed = _number(own), _number(published[author])
        counted = proven if is_by_browser else max(proven, claimed)
        is_meant = author in trusted and (not is_by_browser or _is_meant(trusted[author], comment, own))
        is_trusted = is_meant and counted >= site.approvals_needed
        reputations[comment.pk] = Reputation(proven, claimed, counted, is_trusted, is_by_email)
    return reputations


def _number(rows: Sequence[dict[str, Any]]) -> int:
    return sum(row["approved"] for row in rows)


def _of_browser(comment: Comment, published: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in published if comment.commenter_id and row["commenter_id"] == comment.commenter_id]


def _author(email: str, name: str) -> tuple[str, str]:
    """The e-mail and the folded name: who was approved, or is trusted, under one name is nobody under another."""
    return email, normalization.fold(name)


def _is_meant(trust: TrustedAuthor, comment: Comment, own: Sequence[dict[str, Any]]) -> bool:
    """Whether trust was given to this browser: who came later under a trusted e-mail may be anybody."""
    if trust.commenter_id is not None and trust.commenter_id == comment.commenter_id:
        return True
    return any(row["since"] is not None and row["since"] <= trust.created_at for row in own)
