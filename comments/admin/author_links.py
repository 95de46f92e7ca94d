"""The forms that ban or trust the author of a comment, filled in with what it says of them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.errors import NotAllowed
from comments.models import BanKind, Comment
from comments.net import hostnames, ip
from comments.text import parsing


def value_of(comment: Comment, kind: str) -> str:
    """What a ban of this kind on the author of a comment would be on; empty if that is not known."""
    if kind == BanKind.NETWORK:
        return ip.network_of(comment.address)
    if kind == BanKind.WEBSITE:
        return hostnames.host_of(comment.url)
    return comment.email_canonical if kind == BanKind.EMAIL else comment.email_canonical.rpartition("@")[2]


def comment_named(request: HttpRequest) -> Comment | None:
    """The comment in the address; nobody learns here what they may not see on its own page."""
    user, comment_id = request.user, parsing.parse_id(request.GET.get("comment", ""))
    may_look = user.has_perm("comments.view_comment") or user.has_perm("comments.change_comment")
    if not may_look or comment_id is None:
        return None
    seen = access_of(user).filter(Comment.objects.select_related("thread__site"))
    return seen.filter(pk=comment_id).first()


def filled_in(request: HttpRequest) -> dict[str, Any]:
    """Of the comment in the address; without one, the only site of this person."""
    comment = comment_named(request)
    if comment is None:
        sites = list(access_of(request.user).sites()[:2])
        return {"site": sites[0]} if len(sites) == 1 else {}
    return {"site": comment.thread.site, "note": _("Because of comment %(id)d.") % {"id": comment.pk}}


def signed_in(user: Moderator | AnonymousUser) -> Moderator | None:
    return user if isinstance(user, Moderator) else None


def by_of(request: HttpRequest) -> Moderator:
    """Who is signed in; raises NotAllowed for nobody."""
    user = signed_in(request.user)
    if user is None:
        raise NotAllowed
    return user
