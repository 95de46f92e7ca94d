"""What all endpoints of moderators have in common: a key, its scope and its rate limit; nothing for browsers."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from comments import languages
from comments.access.membership import Access, access_of
from comments.access.staff import Moderator
from comments.api import problems
from comments.api.json_view import JSONAPIView
from comments.api.moderation.authentication import HasScope, KeyAuthentication, KeyThrottle, key_of
from comments.models import ApiKey, KeyScope


class ModerationAPIView(JSONAPIView):
    """An endpoint for programs with an API key, in English as the desk is.

    There is no CORS: a key does not belong in a browser, so that no page gets an answer, nor may ask whether it would.
    Whatever it does with a person's rights asks `access_of` of `person`: it is narrowed to the site of the key.
    """

    authentication_classes = (KeyAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (KeyThrottle,)
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    language = languages.ENGLISH
    # By method; HEAD is as GET.
    scopes: ClassVar[dict[str, KeyScope]] = {"GET": KeyScope.READ}

    def required_scope(self, method: str) -> KeyScope | None:
        """The scope that a method takes, the widest where none is named; None of a method that is not there."""
        if method.lower() not in self.http_method_names or not hasattr(self, method.lower()):
            return None
        return self.scopes.get("GET" if method == "HEAD" else method, KeyScope.MANAGE)

    @property
    def key(self) -> ApiKey:
        """The key of this request."""
        return key_of(self.request)

    @property
    def person(self) -> Moderator:
        """Whom the key stands for, for use cases that ask by whom something is done."""
        return self.key.person

    @property
    def access(self) -> Access:
        """What this person may do now where the key reaches."""
        return access_of(self.person)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in English."""
        with translation.override(self.language):
            return super().dispatch(request, *args, **kwargs)


@csrf_exempt
def not_found(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """The answer to a request for any unknown path of moderators."""
    with translation.override(languages.ENGLISH):
        return problems.nothing_here()
