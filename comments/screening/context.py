"""What is known around comments that are to be judged: one query per question for a whole handful."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from comments.access import staff
from comments.akismet import client
from comments.classifier import storage
from comments.models import Comment, Flood, OldThreads, Site, StandingBy, TrustedAuthor
from comments.moderation import bans
from comments.moderation.bans import BanHit
from comments.net import emails, hosts
from comments.reading import permalinks
from comments.screening import velocity, word_lists
from comments.screening.checks import akismet
from comments.screening.vocabulary import Context, Reputation, Staff
from comments.similarity import clusters
from comments.similarity.similar_comments import SimilarComments
from comments.text import markup, normalization


def gather_context(comments: Sequence[Comment], now: datetime) -> dict[int, Context]:
    """By comment id. The comments come with their threads and sites, and the HTML they will be shown as."""
    moderators = _moderators() if comments else Staff()
    return {
        comment_id: context
        for group in by_site(comments)
        for comment_id, context in _of_one_site(group[0].thread.site, group, moderators, now).items()
    }


def by_site(comments: Iterable[Comment]) -> list[list[Comment]]:
    groups: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        groups[comment.site_id].append(comment)
    return list(groups.values())


def _of_one_site(site: Site, comments: Sequence[Comment], moderators: Staff, now: datetime) -> dict[int, Context]:
    in_flood = Flood.objects.filter(site=site, ended_at=None).exists()
    reputations = _reputations(site, comments)
    ban_hits = _ban_hits(site, comments, now)
    paces = velocity.paces(comments)
    similar = _similar(site, comments, now)
    knows = storage.load_filter(site)
    lists = word_lists.of_site(site, moderators)
    called_spam = cache(partial(akismet.called_spam_too_often, site))
    asks_until = time.monotonic() + client.ASKING_SECONDS
    return {
        comment.pk: Context(
            premoderation=comment.thread.premoderation or site.premoderation,
            is_old=site.old_threads == OldThreads.HOLD and _is_late(comment, site),
            in_flood=in_flood,
            reputation=reputations[comment.pk],
            bans=ban_hits[comment.pk],
            staff=moderators,
            moderation_words=lists.moderation_words,
            disallowed_words=lists.disallowed_words,
            protected=lists.protected,
            velocity=paces[comment.pk],
            similar=similar[comment.pk],
            classifier=knows,
            called_spam=called_spam,
            page=permalinks.address_of(comment.thread),
            now=now,
            asks_until=asks_until,
        )
        for comment in comments
    }


def _moderators() -> Staff:
    users = staff.who_may_sign_in()
    return Staff(
        full_names=tuple(name for user in users if (name := staff.full_name_of(user))),
        usernames=tuple(user.get_username() for user in users),
        emails=frozenset(emails.canonical(email) for user in users if (email := staff.email_of(user))),
    )


def _similar(site: Site, comments: Sequence[Comment], now: datetime) -> dict[int, SimilarComments]:
    """What was said before: nearly the same anywhere, however short it is the very same in its place."""
    assigned = clusters.assign(site, comments, now)
    here = Comment.objects.ids_with_earlier_copy(comment.pk for comment in comments)
    return {
        comment.pk: replace(assigned.get(comment.pk, SimilarComments()), is_here=comment.pk in here)
        for comment in comments
    }


def _is_late(comment: Comment, site: Site) -> bool:
    return comment.thread.is_old(comment.edited_at or comment.created_at)


def _ban_hits(site: Site, comments: Sequence[Comment], now: datetime) -> dict[int, tuple[BanHit, ...]]:
    authors = {comment.pk: bans.values_for(comment.email, comment.url, address=comment.address) for comment in comments}
    linked = {
        comment.pk: bans.values_linked(hosts.hosts_of(markup.linked_addresses(comment.html or "")))
        for comment in comments
    }
    return bans.hits(site, authors, linked=linked, now=now)


def _reputations(site: Site, comments: Sequence[Comment]) -> dict[int, Reputation]:
    """How often each author was published before, and whether that is proven."""
    emails = {comment.email_canonical for comment in comments} - {""}
    published = Comment.objects.approvals_by_author(site.pk, emails)
    trusted = {_author(trust.email, trust.name): trust for trust in _trusted(site, emails)}
    reputations = {}
    for comment in comments:
        author = _author(comment.email_canonical, comment.name)
        same = [row for row in published if _author(row["email_canonical"], row["name"]) == author]
        own = [row for row in same if comment.commenter_id and row["commenter_id"] == comment.commenter_id]
        proven, claimed = (sum(row["approved"] for row in rows) for rows in (own, same))
        is_by_browser = site.standing_by == StandingBy.PROVEN
        counted = proven if is_by_browser else claimed
        is_meant = author in trusted and (not is_by_browser or _is_meant(trusted[author], comment, own))
        is_trusted = is_meant and counted >= site.approvals_needed
        reputations[comment.pk] = Reputation(proven, claimed, counted, is_trusted)
    return reputations


def _trusted(site: Site, emails: set[str]) -> Iterable[TrustedAuthor]:
    return TrustedAuthor.objects.filter(site=site, email__in=emails)


def _author(email: str, name: str) -> tuple[str, str]:
    """The e-mail and the name: who was approved, or is trusted, under one name is nobody under another."""
    return email, normalization.fold(name)


def _is_meant(trust: TrustedAuthor, comment: Comment, own: Sequence[dict[str, Any]]) -> bool:
    """Whether trust was given to this browser: who came later under a trusted e-mail may be anybody."""
    if trust.commenter_id is not None and trust.commenter_id == comment.commenter_id:
        return True
    return any(row["since"] is not None and row["since"] <= trust.created_at for row in own)
