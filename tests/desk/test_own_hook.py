"""A chief moderator sets up the service of its own that a site asks, sees its secret once, and tries it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.access import audit
from comments.access.membership import access_of
from comments.errors import NotAllowed
from comments.models import Comment, Membership, OwnHook, Role, Service, Site
from comments.outbound import signing
from comments.own_hook import setting_up
from comments.own_hook.setting_up import HookSettings
from comments.statuses import Status
from tests.desk.site_secret import secret_on, seen_on
from tests.support import factories
from tests.support.asked_service import screen, undecided
from tests.support.fake_akismet import Role as Answering
from tests.support.own_service import OwnService, own_service
from tests.support.responses import Response

pytestmark = pytest.mark.django_db

SETTINGS = {"is_on": "on", "url": "https://hooks.example.org/comments", "personal_data": "names"}


@pytest.fixture
def service(site: Site) -> Iterator[OwnService]:
    with own_service() as running:
        yield running


def address(site: Site) -> str:
    return reverse("admin:comments_desk_own_hook", args=[site.pk])


def send(client: Client, site: Site, action: str, **fields: Any) -> Response:
    return client.post(address(site), {"action": action, **fields})


def own_hook_of(site: Site) -> str:
    return Site.objects.get(pk=site.pk).own_hook


def test_it_is_found_from_a_site_s_settings_and_where_it_is_connected(chief: Client, site: Site) -> None:
    for name in ("admin:comments_site_change", "admin:comments_desk_connect"):
        assert address(site) in chief.get(reverse(name, args=[site.pk])).content.decode()


def test_it_shows_a_new_secret_once_and_asks_from_when_it_is_switched_on(chief: Client, site: Site) -> None:
    assert "Make a secret first" in send(chief, site, "save", **SETTINGS).content.decode()
    page = send(chief, site, "secret", seen="")
    secret = secret_on(page)
    assert secret.startswith("whsec_")
    assert "no-store" in page["Cache-Control"]
    assert own_hook_of(site) == ""

    assert send(chief, site, "save", **SETTINGS).status_code == 302

    assert own_hook_of(site) == "names"
    assert signing.in_use(OwnHook.objects.get(), timezone.now()) == [secret]
    again, logged = chief.get(address(site)).content.decode(), str([*audit.find(access_of(factories.moderator()))])
    assert not [kept for kept in (again, logged, str([*OwnHook.objects.values()])) if secret in kept]
    send(chief, site, "save", **{**SETTINGS, "is_on": ""})
    assert own_hook_of(site) == ""


def test_it_makes_no_second_secret_of_a_page_that_is_sent_again(chief: Client, site: Site) -> None:
    first = secret_on(send(chief, site, "secret", seen=""))
    assert send(chief, site, "secret", seen="").status_code == 302
    assert "in the meantime" in chief.get(address(site)).content.decode()
    second = secret_on(send(chief, site, "secret", seen=seen_on(chief.get(address(site)))))

    assert signing.in_use(OwnHook.objects.get(), timezone.now()) == [second, first]
    assert "End the former secret now" in chief.get(address(site)).content.decode()
    send(chief, site, "end_former")
    assert signing.in_use(OwnHook.objects.get(), timezone.now()) == [second]


@pytest.mark.parametrize(
    "url", ["", "http://hooks.example.org/", "https://ada:pw@hooks.example.org/", "ftp://hooks.example.org/", "hook"]
)
def test_it_takes_no_address_that_could_not_be_asked_safely(chief: Client, site: Site, url: str) -> None:
    send(chief, site, "secret", seen="")
    page = send(chief, site, "save", **{**SETTINGS, "url": url})

    assert page.status_code == 422
    assert "Enter an address " in page.content.decode()
    assert own_hook_of(site) == ""


@pytest.mark.parametrize(("verdict", "word"), [("clear", "No objection"), ("reject", "Should be rejected")])
def test_it_tries_the_service_with_a_text_and_keeps_nothing(
    chief: Client, site: Site, service: OwnService, verdict: str, word: str
) -> None:
    OwnHook.objects.update(is_on=False, personal_data="none")
    service.says(verdict, "Because <b>.")
    page = send(chief, site, "try", text="<i>Try</i> this").content.decode()

    assert word in page
    assert "Because &lt;b&gt;." in page
    assert "&lt;i&gt;Try&lt;/i&gt; this</textarea>" in page
    (question,) = service.questions
    assert (question["data"]["test"], question["data"]["comment"]["id"]) == (True, None)
    assert question["data"]["comment"]["author"] == {"staff": False}
    assert not Comment.objects.exists()


def test_it_says_of_a_trial_why_there_was_no_answer(chief: Client, site: Site, service: OwnService) -> None:
    service.answers('{"verdict": "fine"}')
    assert "must be one of: clear, hold, reject, spam." in send(chief, site, "try", text="x").content.decode()
    service.role = Answering.ERROR
    assert "status 500" in send(chief, site, "try", text="x").content.decode()


def test_it_asks_again_at_once_when_the_service_is_mended(chief: Client, site: Site, service: OwnService) -> None:
    service.role = Answering.ERROR
    now = timezone.now()
    screen(*[undecided(now=now) for _ in range(4)], now=now)
    page = chief.get(address(site)).content.decode()
    assert "4 comments wait for its answer" in page
    assert "It failed several times" in page

    service.says("clear")
    send(chief, site, "try", text="x")
    assert "It failed several times" not in chief.get(address(site)).content.decode()
    send(chief, site, "again")

    assert "It is asked about 4 comments now." in chief.get(address(site)).content.decode()
    assert Comment.objects.filter(due__lte=timezone.now(), status=Status.PENDING).count() == 4


def test_it_asks_another_address_at_once(chief: Client, site: Site, service: OwnService) -> None:
    until = timezone.now() + timedelta(minutes=20)
    Service.objects.create(name=f"own_hook:{site.pk}", failures=5, resting_until=until)
    send(chief, site, "save", **{**SETTINGS, "url": service.url})
    assert Service.objects.get().resting_until == until
    send(chief, site, "save", **{**SETTINGS, "url": f"{service.url}/other"})

    assert Service.objects.get().resting_until is None


def test_it_is_for_chief_moderators_of_the_site(client: Client, site: Site) -> None:
    user = User.objects.create_user("mod", is_staff=True)
    Membership.objects.create(user=user, site=site, role=Role.MODERATOR)
    client.force_login(user)

    assert client.get(address(site)).status_code == 404
    for action in ("save", "secret", "try", "again", "end_former"):
        assert send(client, site, action, **SETTINGS).status_code in (403, 404)
    for deed in (
        lambda: setting_up.change(site, HookSettings(True, "https://x.example.org/", "all"), by=user),
        lambda: setting_up.make_secret(site, seen=None, by=user),
        lambda: setting_up.end_former_secret(site, by=user),
        lambda: setting_up.ask_again(site, by=user),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert not OwnHook.objects.exists()
