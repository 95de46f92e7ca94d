"""Programs that moderate: people with keys, and calls by them."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from comments.access import api_keys, people
from comments.models import KeyScope, Role, Site
from tests.support import factories
from tests.support.responses import Response

ROOT = "/api/v1/moderation/"


def person(name: str, site: Site | None, role: Role = Role.MODERATOR) -> User:
    """Somebody with this role on a site, or on all sites with None."""
    user = User.objects.create(username=name, is_staff=True)
    people.appoint(user, site, role, by=factories.moderator())
    return user


def token(by: User, *, scope: KeyScope = KeyScope.MANAGE, site: Site | None = None, **fields: Any) -> str:
    """The token of a new key that never ends."""
    ordinary = {"name": "Night shift", "expires_at": None}
    return api_keys.make(by=by, scope=scope, site=site, **{**ordinary, **fields}).token


def call(
    client: Client,
    method: str,
    path: str,
    token: str = "",
    body: Any = None,
    headers: dict[str, str] | None = None,
    **query: Any,
) -> Response:
    """A call below moderation/, or of a whole path; the body goes as JSON."""
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    return client.generic(
        method, path if path.startswith("/") else ROOT + path, b"" if body is None else json.dumps(body).encode(),
        content_type="application/json", headers={**sent, **(headers or {})}, query_params=query,
    )  # fmt: skip
