"""Whatever staff, or a link they follow, asks for: never an error of ours."""

import itertools
import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from comments.deliveries import suppression
from comments.models import (
    Ban,
    ChatChannel,
    CheckSetting,
    Comment,
    Delivery,
    Flood,
    Guideline,
    Membership,
    Reason,
    Site,
    SuppressionReason,
    TrustedAuthor,
    WebhookEndpoint,
)
from comments.screening import word_lists
from project.newsroom.models import Article
from tests.admin.cards import clustered
from tests.admin.desk import errors, filled_in, send
from tests.api.moderation.programs import token
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import form_values, parse

pytestmark = pytest.mark.both

ODD = [
    "", "x", "0", "-1", "1", "1.5", "99999", "9" * 18, "9" * 30, "1e999", "nan", "inf", "true", "None", "\x00",
    "a\x00b", "0001-01-01", "9999-12-31", "9999-12-31 23:59:59-12:00", "0001-01-01 00:00:00+14:00", "2026-02-30", "(",
    "[", "%", "²", "٣", "\u202e", "\ufffd", "x" * 5000, "a " * 2000, ",".join("1" * 3000),
]  # fmt: skip
LOOKUPS = [
    "", "__exact", "__id__exact", "__pk__exact", "__isnull", "__gte", "__lt", "__in", "__year", "__month", "__day",
    "__regex", "__contains", "__range", "__date", "__hour", "__week", "__nonsense",
]  # fmt: skip
EVERY = 16
OURS = [
    one
    for model, one in admin.site._registry.items()
    if one.opts.app_label in ("comments", "newsroom") and model is not Comment
]


@pytest.fixture
def filled(moderator: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A row of each kind. Nothing is logged: each refusal would be, with where it was refused."""
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)
    cluster = clustered(2)
    site = cluster.site
    factories.screened(factories.published())
    Ban.objects.create(site=site, kind="email", value="a@spam.example", created_at=NOON, until=NOON)
    TrustedAuthor.objects.create(site=site, email="a@a.example", name="Ada", created_at=NOON)
    Reason.objects.create(code="rude", sentence="Be kind.")
    Guideline.objects.create(text="Be kind.")
    word_lists.make_rows()
    CheckSetting.objects.create(site=site, check_name="links", weight=0.5)
    Flood.objects.create(site=site, began_at=NOON, last_at=NOON, comments=4, alike=3)
    Membership.objects.create(user=User.objects.get(), site=site)
    token(User.objects.get(), site=site)
    suppression.add("gone@a.example", site, SuppressionReason.REFUSED)
    ChatChannel.objects.create(site=site, name="Desk", sealed="sealed by another key")
    hook = WebhookEndpoint.objects.create(site=site, name="Hook", url="https://a.example/in", created_at=NOON)
    Delivery.objects.create(
        key="x", channel="webhook", kind="comment.held", recipient=hook.recipient, site=site, happened_at=NOON, due=NOON
    )
    Article.objects.create(section="city", slug="a", title="A", body="Text.", published_at=NOON)
    return moderator


def address(one: Any, view: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{one.opts.app_label}_{one.opts.model_name}_{view}", args=args)


def parameters() -> Iterator[tuple[Any, str]]:
    """Each that Django's lists know, each of our filters, and each field of each model."""
    for name in ("p", "o", "e", "q", "all", "_popup", "_to_field", "_facets", "_changelist_filters", "nonsense"):
        yield OURS[0], name
    for name in ("in_force", "thread__site", "thread__site__slug", "by__password"):
        yield OURS[-1], name
    for one in OURS:
        yield from ((one, field.name) for field in one.opts.get_fields())


def odd_ones(number: int, where: str) -> list[str]:
    """Some for each field of a form or page, others for the next field and elsewhere: each answer is a whole page."""
    return ODD[(number + len(where)) % EVERY :: EVERY]


def answered(client: Client, method: str, *asked: Any) -> int:
    with transaction.atomic():
        return int(getattr(client, method)(*asked).status_code)


@pytest.mark.filterwarnings("ignore:DateTimeField:RuntimeWarning")
def test_it_answers_any_parameter_of_a_list(filled: Client) -> None:
    """Each parameter with some odd values, and each odd value at some parameters."""
    filled.raise_request_exception = False
    unknown = [(one, name + LOOKUPS[n % len(LOOKUPS)], ODD[n % len(ODD)]) for n, (one, name) in enumerate(parameters())]
    names = [(one, name) for one in OURS for name in _known(one)]
    known = [(one, name, odd) for n, (one, name) in enumerate(names) for odd in ODD[n % 16 :: 16]]

    failed = [
        (one.opts.model_name, name, odd)
        for one, name, odd in unknown + known
        if answered(filled, "get", address(one), {name: odd}) >= 500
    ]

    assert failed == []
    for one in OURS:
        assert answered(filled, "get", address(one), {"status__exact": ["x"] * 900}) in (200, 400)


def _known(one: Any) -> list[str]:
    """What the list and the links beside it may say."""
    names = [getattr(part, "parameter_name", part) for part in one.list_filter]
    dates = [f"{one.date_hierarchy}__{part}" for part in ("year", "month", "day") if one.date_hierarchy]
    return ["p", "o", "q", *dates, *(f"{name}{lookup}" for name in names for lookup in ("__exact", "__gte"))]


@pytest.mark.parametrize(
    "asked", [{"created_at__year": "99999"}, {"created_at__year": "0"}, {"nonsense": "1"}, {"created_at__gte": "x"}]
)
def test_it_refuses_what_no_link_asks_for(asked: dict[str, str], moderator: Client) -> None:
    assert moderator.get("/admin/comments/ban/", asked).status_code == HTTPStatus.BAD_REQUEST


def test_it_says_that_a_search_is_too_long(moderator: Client) -> None:
    page = parse(moderator.get("/admin/comments/ban/", {"q": "a " * 200}))

    assert "200" in page.one("ul", class_="messagelist").text


@pytest.mark.parametrize(
    "dates", [{"published_at__year": "9999"}, {"published_at__year": "9999", "published_at__month": "12"}]
)
def test_it_answers_the_last_year_there_is(dates: dict[str, str], filled: Client) -> None:
    assert filled.get("/admin/newsroom/article/", dates).status_code == HTTPStatus.BAD_REQUEST


def test_it_answers_any_choice_in_a_list(filled: Client) -> None:
    filled.raise_request_exception = False
    token = form_values(parse(filled.get(address(OURS[0]))), "logout-form")["csrfmiddlewaretoken"]
    actions = itertools.cycle([("approve", "0"), ("delete_selected", "x"), ("x\x00", "-9")])
    sent = [
        (one, {"action": action, "_selected_action": chosen, "index": index, "select_across": odd, "version_1": odd})
        for one in OURS
        for (chosen, odd), (action, index) in zip([*zip(ODD[::3], ODD[::-3], strict=True)], actions, strict=False)
    ]

    failed = [
        (one.opts.model_name, values) for one, values in sent
        if answered(filled, "post", address(one), {**values, "csrfmiddlewaretoken": token}) >= 500
    ]  # fmt: skip

    assert failed == []


@pytest.mark.parametrize(("kind", "field"), [("ban", "until"), ("thread", "published_at")])
def test_it_refuses_a_date_that_is_not_there_in_every_zone(kind: str, field: str, filled: Client) -> None:
    where = f"/admin/comments/{kind}/add/"
    values = filled_in(parse(filled.get(where)), f"{kind}_form")
    for date, zone in itertools.product(["0001-01-01", "9999-12-31"], ["UTC", "Asia/Tokyo", "America/New_York"]):
        Site.objects.update(time_zone=zone)
        response = send(filled, where, values, **{f"{field}_0": date, f"{field}_1": "00:00"})
        assert any("year" in text for text in errors(response)), (date, zone)


def test_it_answers_for_any_row(filled: Client) -> None:
    filled.raise_request_exception = False
    keys = [odd.replace("\x00", "_00")[:300] for odd in ODD[::2] if odd.strip()]
    views = itertools.cycle(("change", "history", "delete", "change"))
    asked = [
        address(one, view, "KEY").replace("KEY", key) for one in OURS for key, view in zip(keys, views, strict=False)
    ]
    for one in OURS:
        row = address(one, "change", one.model.objects.all()[0].pk)
        asked += [f"{row}?{name}=x" for name in ("_popup", "_to_field", "e")]

    assert [where for where in asked if answered(filled, "get", where) >= 500] == []


@pytest.mark.parametrize("where", ["", "mine/", "comment/1/", "comment/1/part/card/"])
def test_it_answers_any_parameter_at_the_desk(where: str, filled: Client) -> None:
    comment = Comment.objects.all()[0]
    path = f"/admin/desk/{where}".replace("/1/", f"/{comment.pk}/")
    names = ("queue", "site", "order", "after", "view", "show", "nonsense")

    # Behind the last comment it begins again.
    failed = [
        (name, odd) for n, name in enumerate(names) for odd in odd_ones(n, where)
        if filled.get(path, {name: odd}, follow=True).status_code != HTTPStatus.OK
    ]  # fmt: skip

    assert failed == []


@pytest.mark.parametrize("where", ["decide/", "decide/ticked/", "undo/", "aside/", "reply/"])
def test_it_answers_any_form_at_the_desk(where: str, filled: Client) -> None:
    filled.raise_request_exception = False
    token = form_values(parse(filled.get("/admin/desk/")), "logout-form")["csrfmiddlewaretoken"]
    names = ("comment", "version", "action", "code", "told", "note", "decision", "ticked", "text", "hours", "for_whom")
    comment = Comment.objects.all()[0]
    whole = {"comment": comment.pk, "version": comment.version, "action": "reject", "csrfmiddlewaretoken": token}

    failed = [
        (name, odd) for n, name in enumerate(names) for odd in odd_ones(n, where)
        if answered(filled, "post", f"/admin/desk/{where}", {**whole, name: odd, "seen": odd, "next": odd}) >= 500
    ]  # fmt: skip

    assert failed == []
