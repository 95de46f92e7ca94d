"""The endpoint that says what a key is good for."""

from django.http import HttpResponse
from rest_framework.request import Request

from comments.access.staff import display_name
from comments.api import fields, responses
from comments.api.moderation.base import ModerationAPIView
from comments.api.moderation.shapes import KeyJSON
from comments.models import KeyScope
from comments.reading.as_json import moment


class KeyDetail(ModerationAPIView):
    """GET moderation/."""

    def get(self, request: Request) -> HttpResponse:
        """Whom the key stands for, what it is for, and which sites it reaches now."""
        fields.refuse_unknown(request.query_params.keys(), ())
        key, access = self.key, self.access
        sites = access.sites().only("slug", "name").order_by("slug")
        body: KeyJSON = {
            "person": display_name(self.person),
            "name": key.name,
            "prefix": key.prefix,
            "scopes": [scope.value for scope in KeyScope(key.scope).included],
            "sites": [{"slug": site.slug, "name": site.name, "chief": access.chief_of(site.pk)} for site in sites],
            "all_sites": access.may_moderate(None),
            "expires_at": moment(key.expires_at) if key.expires_at else None,
        }
        return responses.private(body)
