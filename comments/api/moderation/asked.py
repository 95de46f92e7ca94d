"""What several endpoints of moderators ask for: one of the key's sites, a page of a list, a thing only once."""

import json
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.request import Request

from comments import conf
from comments.access.membership import Access
from comments.access.staff import Moderator
from comments.api import deserializers, fields
from comments.errors import KeyReused, NotFound
from comments.models import ApiKey, Batch, Site

Row = TypeVar("Row")

MAX_LIMIT, LIMIT = 100, 50
_HALF = 8  # bytes


def site(access: Access, slug: str) -> Site:
    """The site with this slug. Raises NotFound alike where there is none and where it is out of reach."""
    found = access.sites().filter(slug=slug).first()
    if found is None:
        raise NotFound(_("The key reaches no site “%(slug)s”.") % {"slug": slug})
    return found


def site_param(access: Access, query: QueryDict) -> Site | None:
    """The site that the parameter names, None without it. Raises Invalid and NotFound."""
    slug = fields.line(query, "site", max_length=fields.MAX_SLUG_LENGTH)
    return site(access, slug) if "site" in query else None


def page(
    request: Request, rows: Callable[[int, int], Iterable[Row]], key: Callable[[Row], int]
) -> tuple[list[Row], str | None]:
    """A page of a list, and the absolute address of the next one, None at the end.

    `rows` is asked for those behind the row with the `key`, 0 at first, and how many at most.
    """
    query = request.query_params
    limit = fields.integer_param(query, "limit", min_value=1, max_value=MAX_LIMIT) or LIMIT
    behind = fields.integer_param(query, "cursor", min_value=1, max_value=fields.MAX_ID) or 0
    found = list(rows(behind, limit + 1))
    if len(found) <= limit:
        return found, None
    following = query.copy()
    following["cursor"] = str(key(found[limit - 1]))
    return found[:limit], f"{conf.public_url()}{request.path}?{following.urlencode()}"


def key_of(request: Request, api_key: ApiKey) -> str:
    """By the Idempotency-Key, the key of a batch that is begun once; "" without the header.

    API keys share none, since one may not reach what another began. Raises Invalid, and KeyReused where the same API
    key began something else with it.
    """
    given = deserializers.idempotency_key(request)
    if given is None:
        return ""
    body = json.dumps([request.path, request.data], sort_keys=True)
    words = (f"{api_key.pk} {given}", body)
    once, of_body = (blake2b(text.encode(), digest_size=_HALF).hexdigest() for text in words)
    same = Batch.objects.filter(by=api_key.person, key__startswith=once)
    if same.exclude(key=once + of_body).exists():
        raise KeyReused
    return once + of_body


def begun(by: Moderator, key: str) -> Batch | None:
    """The batch that began with this key, if one did."""
    return Batch.objects.filter(by=by, key=key).first() if key else None
