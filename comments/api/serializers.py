"""Comments, threads, sites and counts as the JSON objects of `reading.shapes`."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from comments import limits, signed_tokens
from comments.access.identities import SignedIn
from comments.models import Comment, Gate, Site, Thread
from comments.moderation.reports import Filed
from comments.posting import edits, own_reasons
from comments.posting.preview import TextPreview
from comments.privacy import notice
from comments.reading import author_view, pages, permalinks
from comments.reading.as_json import moment, thread_json
from comments.reading.pages import AnyCommentView, CommentView, Page
from comments.reading.queries import CommentRow
from comments.reading.shapes import (
    AuthorJSON,
    CommentJSON,
    CommentListJSON,
    CountsJSON,
    FiledReportJSON,
    OwnCommentJSON,
    PostedCommentJSON,
    PreviewJSON,
    RecommendationsJSON,
    SignedInJSON,
    SiteJSON,
    TrendingJSON,
)
from comments.reading.trending import TrendingThread
from comments.statuses import Status


def site_json(site: Site) -> SiteJSON:
    """The settings that a form needs; sentences are in the language that is active."""
    asked = site.require_name_email
    return {
        "site": site.slug,
        "name": site.name,
        "language": site.language,
        "time_zone": site.time_zone,
        "fields": {
            "name": {"required": asked, "max_length": limits.NAME_LIMIT},
            "email": {"required": asked, "max_length": limits.EMAIL_LIMIT},
            "url": {"required": False, "max_length": limits.URL_LIMIT},
            "text": {"required": True, "max_length": site.text_limit},
        },
        "depth": site.depth,
        "page_size": site.page_size,
        "order": site.order,
        "recommend": site.recommend_button or None,
        "edit_minutes": site.edit_minutes,
        "consent": site.show_consent,
        "notify_replies": site.reply_notices,
        "notify_decision": site.decision_notices,
        "reading": site.reading,
        "posting": Gate.SIGNED_IN.value if site.posts_signed_in else Gate.OPEN.value,
        "guidelines": site.shown_guidelines,
        "privacy": notice.for_comments(site),
    }


def comment_json(seen: AnyCommentView, url: str) -> CommentJSON:
    """A comment at its permalink, as everybody sees it; a tombstone has neither author nor html."""
    comment = seen.comment
    is_published = seen.state == pages.PUBLISHED
    return {
        "id": comment.pk,
        "parent": comment.parent_id,
        "depth": seen.depth,
        "author": _author(comment) if is_published else None,
        "html": comment.html if is_published else None,
        "created_at": moment(comment.created_at),
        "edited_at": moment(comment.edited_at) if comment.edited_at else None,
        "published_at": moment(comment.published_at) if comment.published_at and is_published else None,
        "url": url,
        "state": seen.state,
        "replies": comment.replies,
        "recommendations": comment.recommendations,
        "picked": comment.picked_at is not None,
        "pinned": comment.pinned_at is not None,
    }


def comment_list_json(
    thread: Thread,
    page: Page,
    *,
    replies_url: Callable[[CommentView[CommentRow]], str],
    next_url: str | None,
    previous_url: str | None,
) -> CommentListJSON:
    """A page of a thread; `replies_url` gives the address of the replies that were cut below a comment."""
    permalink = permalinks.of_comments(thread)
    results = []
    for seen in page.comments:
        comment = comment_json(seen, permalink(seen.comment.pk))
        if seen.more:
            comment["more"] = {"count": seen.more, "url": replies_url(seen)}
        results.append(comment)
    return {"thread": thread_json(thread), "results": results, "next": next_url, "previous": previous_url}


def own_comment_json(comment: Comment) -> OwnCommentJSON:
    """A comment as its author sees it, in any state but deleted."""
    seen = author_view.as_author_sees(comment)
    now = timezone.now()
    until = edits.editable_until(comment, now=now)
    own: OwnCommentJSON = {
        "id": comment.pk,
        "parent": comment.parent_id,
        "depth": seen.depth,
        "author": _author(comment),
        "html": author_view.html_for_author(comment),
        "text": comment.text,
        "created_at": moment(comment.created_at),
        "edited_at": moment(comment.edited_at) if comment.edited_at else None,
        "published_at": moment(comment.published_at)
        if comment.published_at and seen.state == pages.PUBLISHED
        else None,
        "url": permalinks.of_comments(comment.thread)(comment.pk),
        "state": seen.state,
        "replies": comment.replies,
        "recommendations": comment.recommendations,
        "picked": comment.picked_at is not None,
        "pinned": comment.pinned_at is not None,
        "status": author_view.status_as_told(comment),
        # Of the text alone: the other version rises with what moderators do, which would tell who was taken for spam.
        "version": comment.text_version,
        "editable_until": moment(until) if until else None,
    }
    if comment.status != Status.APPROVED:
        own["reason"] = own_reasons.reason(comment, now=now)
    return own


def posted_comment_json(comment: Comment) -> PostedCommentJSON:
    """The answer to a post. Spam looks like a comment that waits, so that nobody learns it by sending it twice."""
    return {
        "id": comment.pk,
        "status": author_view.status_as_told(comment),
        "token": signed_tokens.author_token(comment.pk, comment.token_version),
        "comment": own_comment_json(comment),
        "commenter": signed_tokens.commenter_token(comment.commenter_id) if comment.commenter_id else None,
        "replies_feed": permalinks.feed_of_replies_to(comment) or None,
    }


def preview_json(seen: TextPreview) -> PreviewJSON:
    """What would be published of a text."""
    return {"html": seen.html, "lost": seen.lost}


def filed_report_json(filed: Filed) -> FiledReportJSON:
    """A report that was taken."""
    return {"receipt": str(filed.number)}


def recommendations_json(number: int) -> RecommendationsJSON:
    """How many readers recommend a comment."""
    return {"recommendations": number}


def signed_in_json(signed: SignedIn) -> SignedInJSON:
    """A reader's new session."""
    who = signed.identity
    return {"token": signed.token, "expires_at": moment(signed.expires_at), "name": who.name, "staff": who.is_staff}


def counts_json(counts: dict[str, int], new: dict[str, int] | None = None) -> CountsJSON:
    """Numbers of comments by the key of the thread, and of those that are new where that was asked for."""
    return {"counts": counts} if new is None else {"counts": counts, "new": new}


def trending_json(threads: Iterable[TrendingThread]) -> TrendingJSON:
    """Threads in the order in which they come."""
    return {
        "results": [
            {"key": one.key, "title": one.title, "url": one.url, "count": one.count, "recent": one.recent}
            for one in threads
        ]
    }


def _author(comment: Comment | CommentRow) -> AuthorJSON:
    return {"name": comment.name, "url": comment.url, "staff": comment.staff}
