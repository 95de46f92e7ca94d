"""Whatever staff, or a link they follow, asks for: never an error of ours."""

import itertools
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from comments.models import Ban, CheckSetting, Flood, Site, TrustedAuthor
from project.newsroom.models import Article
from tests import build
from tests.admin.cards import clustered
from tests.admin.desk import errors, save
from tests.build import NOON
from tests.pages import form_values, parse

ODD = [
    "", "x", "0", "-1", "1", "1.5", "99999", "9" * 18, "9" * 30, "1e999", "nan", "inf", "true", "None", "\x00",
    "a\x00b", "0001-01-01", "9999-12-31", "9999-12-31 23:59:59-12:00", "0001-01-01 00:00:00+14:00", "2026-02-30", "(",
    "[", "%", "²", "٣", "\u202e", "\ufffd", "x" * 5000, "a " * 2000, ",".join("1" * 3000),
]  # fmt: skip
LOOKUPS = [
    "", "__exact", "__id__exact", "__pk__exact", "__isnull", "__gte", "__lt", "__in", "__year", "__month", "__day",
    "__regex", "__contains", "__range", "__date", "__hour", "__week", "__nonsense",
]  # fmt: skip
OURS = [one for one in admin.site._registry.values() if one.opts.app_label in ("comments", "newsroom")]


@pytest.fixture
def filled(moderator: Client) -> Client:
    """A row of each kind."""
    cluster = clustered(2)
    site = cluster.site
    build.screened(build.published())
    Ban.objects.create(site=site, kind="email", value="a@spam.example", created_at=NOON, until=NOON)
    TrustedAuthor.objects.create(site=site, email="a@a.example", name="Ada", created_at=NOON)
    CheckSetting.objects.create(site=site, check_name="links", weight=0.5)
    Flood.objects.create(site=site, began_at=NOON, last_at=NOON, comments=4, alike=3)
    Article.objects.create(section="city", slug="a", title="A", body="Text.", published_at=NOON)
    return moderator


def lists() -> list[Any]:
    return [pytest.param(one, id=one.opts.model_name) for one in OURS]


def address(one: Any, view: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{one.opts.app_label}_{one.opts.model_name}_{view}", args=args)


def parameters(one: Any) -> Iterator[str]:
    """Each that Django's lists know, each of our filters, and each field of the model, with every lookup."""
    yield from ("p", "o", "e", "q", "all", "_popup", "_to_field", "_facets", "_changelist_filters", "nonsense")
    yield from ("what_for", "similar", "in_force", "thread__site", "thread__site__slug", "by__password")
    yield from (field.name for field in one.opts.get_fields())


def answered(client: Client, method: str, *asked: Any) -> int:
    with transaction.atomic():
        return int(getattr(client, method)(*asked).status_code)


@pytest.mark.filterwarnings("ignore:DateTimeField:RuntimeWarning")
@pytest.mark.parametrize("one", lists())
def test_it_answers_any_parameter_of_a_list(one: Any, filled: Client) -> None:
    filled.raise_request_exception = False
    unknown = [(name + LOOKUPS[n % len(LOOKUPS)], ODD[n % len(ODD)]) for n, name in enumerate(parameters(one))]
    known = [(name, odd) for n, name in enumerate(_known(one)) for odd in ODD[n % 5 :: 5]]

    failed = [pair for pair in unknown + known if answered(filled, "get", address(one), dict([pair])) >= 500]

    assert failed == []
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
    assert moderator.get("/admin/comments/comment/", asked).status_code == HTTPStatus.BAD_REQUEST


def test_it_says_that_a_search_is_too_long(moderator: Client) -> None:
    page = parse(moderator.get("/admin/comments/comment/", {"q": "a " * 200}))

    assert "200" in page.one("ul", class_="messagelist").text


@pytest.mark.parametrize(
    "dates", [{"published_at__year": "9999"}, {"published_at__year": "9999", "published_at__month": "12"}]
)
def test_it_answers_the_last_year_there_is(dates: dict[str, str], filled: Client) -> None:
    assert filled.get("/admin/newsroom/article/", dates).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("one", lists())
def test_it_answers_any_choice_in_a_list(one: Any, filled: Client) -> None:
    filled.raise_request_exception = False
    page = parse(filled.get(address(one)))
    token = form_values(page, "changelist-form").get("csrfmiddlewaretoken", "")
    sent = [
        {"action": action, "_selected_action": chosen, "index": index, "select_across": odd, "version_1": odd}
        for (action, index), (chosen, odd) in itertools.product(
            [("approve", "0"), ("delete_selected", "x"), ("x\x00", "-9")], zip(ODD[::3], ODD[::-3], strict=True)
        )
    ]

    failed = [
        values for values in sent
        if answered(filled, "post", address(one), {**values, "csrfmiddlewaretoken": token}) >= 500
    ]  # fmt: skip

    assert failed == []


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
def test_it_refuses_a_date_that_is_not_there_in_every_zone(date: str, zone: str, filled: Client) -> None:
    Site.objects.update(time_zone=zone)
    for kind, field in (("ban", "until"), ("thread", "published_at")):
        response = save(
            filled, f"/admin/comments/{kind}/add/", f"{kind}_form", **{f"{field}_0": date, f"{field}_1": "00:00"}
        )
        assert any("year" in text for text in errors(response))


@pytest.mark.parametrize("one", lists())
def test_it_answers_for_any_row(one: Any, filled: Client) -> None:
    filled.raise_request_exception = False
    known = [address(one, view, "KEY").split("KEY") for view in ("change", "history", "delete")]
    keys = [odd.replace("\x00", "_00")[:300] for odd in ODD[::2] if odd.strip()]
    asked = [f"{before}{key}{after}" for (before, after), key in itertools.product(known, keys)]
    asked += [
        f"{address(one, 'change', one.model.objects.all()[0].pk)}?{name}=x" for name in ("_popup", "_to_field", "e")
    ]

    assert [where for where in asked if answered(filled, "get", where) >= 500] == []
