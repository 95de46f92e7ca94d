"""Who calls: a program with an API key, which stands for the person who made it. Sessions and cookies do not count.

A key goes into the Authorization header alone. One in an address is refused even where it is valid: addresses are kept
in logs and histories.
"""

from typing import cast
from urllib.parse import unquote_plus

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from comments.access import api_keys
from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.errors import KeyRefused, NotAllowed, ScopeMissing
from comments.models import ApiKey, KeyScope


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer cmts_…` (RFC 6750)."""

    def authenticate(self, request: Request) -> tuple[Moderator, ApiKey]:
        """The person, who reaches no more than the key does, and the key. Raises for a request without a valid one."""
        if api_keys.TOKEN.search(unquote_plus(request.META.get("QUERY_STRING", ""))):
            raise AuthenticationFailed(_("Send the key in the Authorization header, never in an address. Revoke it."))
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotAuthenticated(_("Send an API key, as in “Authorization: Bearer cmts_…”."))
        try:
            key = api_keys.bearer(token.strip(), now=timezone.now())
        except KeyRefused as refusal:
            raise AuthenticationFailed(str(refusal.message)) from None
        return key.person, key

    def authenticate_header(self, request: Request) -> str:
        """What a refused program is told to send."""
        return "Bearer"


def key_of(request: Request) -> ApiKey:
    """The key by which a request was let in."""
    return cast(ApiKey, request.auth)


class HasScope(BasePermission):
    """The key's person moderates something that the key reaches, and the key is for what the method does."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True; raises NotAllowed or ScopeMissing. A method that the endpoint lacks takes none: it is answered 405."""
        needed = view.required_scope(str(request.method))  # type: ignore[attr-defined]  # of ModerationAPIView
        if not access_of(request.user).is_moderator:
            raise NotAllowed(_("The person who made this API key does not moderate here any more."))
        if needed is not None and not key_of(request).allows(needed):
            raise ScopeMissing(needed)
        if needed not in (None, KeyScope.READ) and not request.user.has_perm("comments.change_comment"):
            raise NotAllowed(_("The person who made this API key may look at comments, and change nothing."))
        return True


class KeyThrottle(BaseThrottle):
    """The rate limit of each key."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """True; raises CallsTooFast."""
        api_keys.count_call(key_of(request), now=timezone.now())
        return True
