"""Every address below the admin's, as somebody walks it who has nothing to do with a site: nothing seen, nothing done.

The addresses come from the URLconf, so that a new page is walked without being listed here; a parameter of a new kind
has to be told how it is filled in.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from comments.access import people
from comments.desk import pages
from comments.models import Batch, Comment, Decision, Role, RuleTrial, Site
from tests.support import factories, foreign_site
from tests.support.foreign_site import EMAIL, SECRETS, SLUG, Rows

pytestmark = pytest.mark.django_db

# What a parameter of an address names, unless it is the row of a model's own page.
NAMED: dict[str, list[type]] = {
    "trial_id": [RuleTrial], "decision_id": [Decision], "batch_id": [Batch], "id": [User], "user_id": [User],
}  # fmt: skip
WORDS_OF_ADDRESSES = {
    "app_label": ["comments", "auth"], "url": ["comments/nothing/"], "name": sorted(pages.PARTS),
    "uidb64": ["MQ"], "token": ["x-y"],
}  # fmt: skip
# Nobody's site: what a person may do with their own account and session.
OWN = {"admin:logout", "admin:login", "admin:password_change", "admin:password_change_done"}
ANSWERS = {200, 302, 303, 304, 400, 403, 404, 405, 409, 422}


def routes(patterns: Any = None, namespace: str = "", prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each named route below /admin/ with the names of its parameters."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner, path)
        elif isinstance(pattern, URLPattern) and pattern.name and path.startswith("admin/"):
            regex = getattr(pattern.pattern, "regex", None)
            yield f"{namespace}{pattern.name}", list(pattern.pattern.converters or (regex.groupindex if regex else ()))


ROUTES = sorted((name, tuple(parameters)) for name, parameters in routes() if name not in OWN)


def values(name: str, parameter: str, rows: Rows) -> list[Any]:
    if parameter in WORDS_OF_ADDRESSES:
        return WORDS_OF_ADDRESSES[parameter]
    if parameter == "content_type_id":
        return [ContentType.objects.get_for_model(model).pk for model in rows]
    if parameter in ("object_id", "row_id"):
        models = models_of(name, rows)
    else:
        models = NAMED.get(parameter) or [each for each in rows if f"{each._meta.model_name}_id" == parameter]
        assert models, f"say in NAMED what “{parameter}” of {name} names"
    return [row.pk for model in models for row in rows[model][:2]]


def addresses(name: str, parameters: tuple[str, ...], rows: Rows) -> list[str]:
    filled = product(*(values(name, parameter, rows) for parameter in parameters))
    return sorted({reverse(name, kwargs=dict(zip(parameters, each, strict=True))) for each in filled})


def queries(site: Site, comment: Comment) -> list[str]:
    """What a list, a form or the desk could be asked for."""
    return [
        f"?site={site.slug}", f"?site__id__exact={site.pk}", f"?q={EMAIL}", f"?q=%23{comment.pk}",
        f"?comment={comment.pk}&kind=email", f"?queue=decided&before=999999&site={site.pk}",
    ]  # fmt: skip


def models_of(name: str, rows: Rows) -> list[type]:
    """The model whose list or page a route of the admin is."""
    return [model for model in rows if f"_{model._meta.model_name}_" in name] or [Comment]


def bodies(name: str, rows: Rows) -> Iterator[dict[str, Any]]:
    """What a form could send: everything that names a row of the site, with each thing that can be done to it."""
    site, comment = rows[Site][0], rows[Comment][0]
    ids = [row.pk for model in models_of(name, rows) for row in rows[model]]
    for action in ("approve", "spam", "erase", "delete_selected"):
        yield {
            "action": action, "comment": comment.pk, "version": comment.version, f"version_{comment.pk}": "2",
            "decision": rows[Decision][0].pk, "thread": comment.thread_id, "site": site.pk, "index": "0",
            "_selected_action": ids, "select_across": "0", "post": "yes", "person": "walker", "role": "chief",
            "value": "walker.example", "kind": "website", "effect": "hold", "email": "walker@example.org",
            "name": "Walker", "note": "x", "text": "x", "for": "1h", "trust": "yes", "covers": "9", "seen": "0",
            "change": "undo", "batch": rows[Batch][0].pk, "among": "pending", "asked": "yes", "last": "99999",
            "shown": "99", "number": "99", "ticked": comment.pk, "reason": "x", "what": "close",
            "until": "1h", "next": "/admin/",
        }  # fmt: skip


@pytest.fixture
def rows(db: None) -> Rows:
    factories.published(on=factories.subject("mine"))
    return foreign_site.make()


@pytest.fixture(params=[Role.MODERATOR, Role.CHIEF])
def walker(rows: Rows, request: pytest.FixtureRequest) -> Client:
    user = User.objects.create(username="walker", is_staff=True)
    people.appoint(user, Site.objects.get(slug="mine"), request.param, by=factories.moderator())
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def seen_in(response: Any, asked: str) -> list[str]:
    """The secrets in an answer, without those that were asked for by name."""
    told = (response.content.decode() if not response.streaming else "") + str(dict(response.headers))
    return [secret for secret in SECRETS if secret not in asked and secret in told]


def test_it_shows_nothing_of_another_site(walker: Client, rows: Rows) -> None:
    site, comment = rows[Site][0], factories.fresh(rows[Comment][0])
    seen: list[tuple[str, list[str]]] = []
    for name, parameters in ROUTES:
        for address in addresses(name, parameters, rows):
            for query in ["", *(queries(site, comment) if not parameters and "comments" in name else [])]:
                response = walker.get(f"{address}{query}")
                assert response.status_code in ANSWERS, (address, query)
                asked = query if EMAIL not in query else f"{query}{EMAIL.partition('@')[2]}"
                if found := seen_in(response, asked):
                    seen.append((f"{address}{query}", found))

    assert seen == []


@pytest.mark.parametrize("walker", [Role.CHIEF], indirect=True)  # who may do all that a moderator may
def test_it_does_nothing_to_another_site(walker: Client, rows: Rows) -> None:
    for name, parameters in ROUTES:  # some lists make rows that hold for all sites, once
        if not parameters:
            walker.get(reverse(name))
    before, changed = foreign_site.everything(), []
    for name, parameters in ROUTES:
        for address in addresses(name, parameters, rows):
            for body in [*bodies(name, rows)][: 1 if parameters else None]:
                response = walker.post(address, body)
                assert response.status_code in ANSWERS, (address, body)
                assert not seen_in(response, ""), (address, body)
        after = foreign_site.everything()
        if after != before:
            changed.append((name, [label for label, kept in after.items() if kept != before[label]]))
            before = after

    assert changed == []


@pytest.mark.both
def test_it_would_have_seen_everything_as_a_superuser(rows: Rows) -> None:
    client = Client()
    client.force_login(factories.moderator())
    looked = [client.get(address) for name, each in ROUTES for address in addresses(name, each, rows)]

    seen = {secret for page in looked if page.status_code == 200 for secret in seen_in(page, "")}

    assert seen == set(SECRETS)
    assert SLUG in seen and len(ROUTES) > 40
