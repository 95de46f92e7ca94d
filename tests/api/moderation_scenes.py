"""Answers of every kind that the API gives to programs with a key."""

import time
from collections.abc import Iterator

from django.db import OperationalError
from django.test import Client

from comments.access import api_keys
from comments.models import ApiKey, KeyScope, Membership, Site
from tests.api.calls import unreachable
from tests.api.moderation import comment_scenes, managing_scenes, refused_scenes
from tests.api.moderation.programs import call, person, token
from tests.support import factories
from tests.support.responses import Response

Answers = Iterator[Response]


def what_a_key_is(client: Client) -> Answers:
    factories.quiet_site("post")
    tamsin = person("tamsin", None)
    later = factories.NOON.replace(year=2100)
    for scope in KeyScope:
        yield call(client, "GET", "", token(tamsin, scope=scope))
    yield call(client, "GET", "", token(tamsin, site=Site.objects.get(slug="post"), expires_at=later))
    yield call(client, "GET", "", token(tamsin), color="red")
    yield call(client, "PUT", "", token(tamsin))
    Membership.objects.all().delete()
    yield call(client, "GET", "", token(factories.moderator()))


def who_has_no_key(client: Client) -> Answers:
    known = token(person("tamsin", None))
    yield call(client, "GET", "")
    yield call(client, "GET", "", f"{known[:-4]}0000")
    yield call(client, "GET", "", key=known)
    Membership.objects.all().delete()
    yield call(client, "GET", "", known)


def which_key_is_too_fast(client: Client) -> Answers:
    known = token(factories.moderator())
    ApiKey.objects.update(arrival=time.time() + api_keys.AT_ONCE * api_keys.INTERVAL)
    yield call(client, "GET", "", known)


def nothing_for_keys_while_the_database_is_down(client: Client) -> Answers:
    known = token(factories.moderator())
    with unreachable(OperationalError):
        yield call(client, "GET", "", known)


SCENES = [
    what_a_key_is, who_has_no_key, which_key_is_too_fast, nothing_for_keys_while_the_database_is_down,
    *comment_scenes.SCENES, *refused_scenes.SCENES, *managing_scenes.SCENES,
]  # fmt: skip
