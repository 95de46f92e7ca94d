"""The demo goes when it is no longer wanted, and takes nothing else with it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from comments.models import Comment, Site
from comments.moderation import decisions
from project.newsroom import removal
from project.newsroom.content import load_articles
from project.newsroom.demo_comments import COMMENTS, load_comments
from project.newsroom.models import SITE, Article, Removal
from tests.desk.conftest import member, signed_in
from tests.support import factories, foreign_site
from tests.support.pages import parse

pytestmark = pytest.mark.django_db
SOME = {"c001", "c002", "c004", "c006", "c012", "c040", "s001", "s002"}
# What the removal itself says, and what only counts.
WRITTEN = {"comments.AuditEntry", "newsroom.Removal"}


@pytest.fixture
def own(db: None) -> dict[str, list[dict[str, Any]]]:
    """All rows of the database while it has a site of one's own, with a row of everything, and no demo yet."""
    foreign_site.make()
    return foreign_site.everything()


@pytest.fixture
def demo(own: object, tmp_path: Path) -> None:
    """The demo with some of its comments, on which people of one's own decided, too."""
    entries = [entry for entry in json.loads(COMMENTS.read_text("utf-8")) if entry["id"] in SOME]
    (tmp_path / "comments.json").write_text(json.dumps(entries), encoding="utf-8")
    load_articles()
    load_comments(path=tmp_path / "comments.json")
    staff = factories.moderator()
    for comment in Comment.objects.filter(site__slug=SITE, status="spam"):
        decisions.approve(comment.pk, by=staff, version=comment.version)
    comment = Comment.objects.filter(site__slug=SITE, status="approved").latest("pk")
    decisions.pick(comment.pk, by=staff, version=comment.version)


def what_differs(own: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {label for label, rows in foreign_site.everything().items() if rows != own[label]}


def test_it_leaves_the_database_as_it_was_before_the_demo(demo: None, own: dict[str, Any]) -> None:
    assert {"auth.User", "comments.Comment", "comments.Decision"} <= what_differs(own)

    assert removal.remove(handfuls=9).is_gone

    assert what_differs(own) <= WRITTEN
    assert Site.objects.count() == 1 and not Article.objects.exists()


def test_it_goes_on_where_it_was_ended_whatever_came_meanwhile(
    demo: None, own: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "HANDFUL", 2)
    left = [removal.what_is_left().comments, removal.remove(handfuls=1).comments]
    factories.published(Comment.objects.filter(site__slug=SITE, status="approved").earliest("pk"))

    while not removal.remove(handfuls=1).is_gone:
        left.append(removal.what_is_left().comments)
    again = removal.remove(handfuls=1)

    assert left[0] - 2 == left[1]
    assert again.is_gone
    assert what_differs(own) <= WRITTEN | {"comments.Upkeep"}


@pytest.mark.once
def test_it_does_not_come_back_with_the_next_start(demo: None, own: object) -> None:
    call_command("demo", "--remove")
    call_command("demo")

    assert not Article.objects.exists() and not Site.objects.filter(slug=SITE).exists()
    assert Client().get("/")["Location"] == "/admin/"


@pytest.mark.once
@pytest.mark.parametrize("was_there", [False, True])
def test_it_leaves_a_site_of_ones_own_that_has_the_demos_name(was_there: bool, own: object) -> None:
    if was_there:
        load_articles()
        factories.site(SITE)
        assert removal.remove(handfuls=9).is_gone
    factories.published(on=factories.subject(SITE))
    mine = Site.objects.exclude(slug=SITE).get()

    call_command("demo", "--remove")
    page = parse(signed_in(factories.moderator()).get(f"/admin/desk/setup/{mine.pk}/"))

    assert removal.what_is_left().is_gone and not page.all("a", href="/admin/newsroom/article/remove-demo/")
    assert Comment.objects.filter(site__slug=SITE).count() == 1


@pytest.mark.once
def test_it_keeps_sample_moderators_who_became_ones_own(demo: None) -> None:
    ines, tomas = (User.objects.get(username=name) for name in ("ines", "tomas"))
    ines.set_password("correct horse battery staple")
    ines.save()
    tomas.comment_memberships.create(site=Site.objects.exclude(slug=SITE).get(), role="moderator")

    removal.remove(handfuls=9)

    assert set(User.objects.filter(username__in=["desk", "ines", "tomas"])) == {ines, tomas}


@pytest.mark.once
def test_it_is_a_button_for_superusers(demo: None) -> None:
    address, own = "/admin/newsroom/article/remove-demo/", Site.objects.exclude(slug=SITE).get()
    root, chief = signed_in(factories.moderator()), signed_in(member("chief", None, "chief"))
    page = parse(root.get(address))
    told = page.one(id="content").text
    link = parse(root.get(f"/admin/desk/setup/{own.pk}/")).all("a", href=address)

    assert [len(link), chief.get(address).status_code] == [1, 403]
    assert "The Harbour Lantern with 8 comments" in told and "8 articles" in told
    token = page.all("input", name="csrfmiddlewaretoken")[0]["value"]
    assert root.post(address, {"csrfmiddlewaretoken": token})["Location"] == "/admin/desk/"
    assert Removal.objects.exists() and removal.what_is_left().is_gone
    assert root.post(address).status_code == 403  # without a token
