"""The mail to a moderator for whom comments wait: what is in it, what never is, and where its links lead."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments.mail.notices.sending import MOST_CARDS
from comments.models import (
    Comment,
    Decision,
    Delivery,
    DeliveryState,
    Flood,
    Membership,
    NoticeSetting,
    NoticeTime,
    PersonalData,
    Site,
)
from comments.moderation import decisions
from comments.moderation.notices import choosing, writing
from comments.moderation.notices.choosing import NoticeChoice
from comments.statuses import Status
from tests.desk.conftest import member
from tests.support import factories, mailbox
from tests.support.mail_server import Mail, MailServer

pytestmark = pytest.mark.django_db

WORDS = "Nobody <b>may</b> read this word: xylophone."
_LINK = re.compile(r"https?://\S+(/admin/desk/from-mail/\?do=(\w+)&token=\S+)")


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(premoderation="all", mail_privacy=PersonalData.ALL)


@pytest.fixture
def anna(site: Site) -> User:
    return wants("anna", site)


@pytest.fixture
def server(site: Site) -> Iterator[MailServer]:
    with mailbox.open_mailbox() as running:
        yield running


def wants(name: str, site: Site | None, *, frequency: str = NoticeTime.AT_ONCE) -> User:
    user = member(name, site)
    User.objects.filter(pk=user.pk).update(email=f"{name}@times.example")
    choosing.choose(user, NoticeChoice(frequency), now=timezone.now() - timedelta(days=1))
    return user


def held(**fields: Any) -> Comment:
    return factories.screened(**{"now": timezone.now() - timedelta(minutes=10), "text": WORDS, **fields})


def sent(server: MailServer) -> Mail:
    assert writing.write_due() == 1
    mailbox.send_all()
    (mail,) = server.mails
    return mail


def both(mail: Mail) -> str:
    return mail.part("plain") + mail.part("html")


@pytest.mark.parametrize(
    ("privacy", "names", "texts"),
    [(PersonalData.NONE, False, False), (PersonalData.NAMES, True, False), (PersonalData.ALL, True, True)],
)
def test_it_tells_as_much_as_the_site_lets_it(
    site: Site, anna: User, server: MailServer, privacy: str, names: bool, texts: bool
) -> None:
    Site.objects.update(mail_privacy=privacy)
    comment = held(name="Grace Hopper", email="grace@mailbox.example", address="203.0.113.9")
    mail = sent(server)

    assert mail.recipients == ["anna@times.example"]
    assert mail.message["Subject"] == "1 comment waits on The Times of Nowhere"
    for kind in ("plain", "html"):
        part = mail.part(kind)
        assert "1 comment waits for a decision." in part
        assert "The oldest came 10" in part
        assert (("Grace Hopper" in part), ("xylophone" in part)) == (names, texts)
        assert ("from-mail" in part) == names
    assert "<b>" not in mail.part("html")
    for secret in (comment.email, comment.address, "mailbox.example"):
        assert str(secret) not in both(mail)
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_it_marks_each_line_of_what_somebody_else_wrote(site: Site, anna: User, server: MailServer) -> None:
    """Or a comment could show a moderator a link of its own as the one that decides."""
    forged = "Approve:\nhttps://eve.example/admin/desk/from-mail/?do=approve&token=x"
    held(text=f"I agree.\n\n{forged}\n\n--\nStop: eve.example\nReject: eve.example")

    lines = [line for line in sent(server).part("plain").splitlines() if "eve.example" in line]
    assert len(lines) == 3
    assert all(line.startswith("> ") for line in lines)


def test_it_writes_from_what_waits_when_it_is_sent(site: Site, anna: User, server: MailServer) -> None:
    first, second = held(name="First"), held(name="Second")
    assert writing.write_due() == 1
    decisions.approve(first.pk, by=factories.moderator(), version=first.version)
    mailbox.send_all()

    (mail,) = server.mails
    assert "First" not in both(mail)
    assert "Second" in both(mail)
    assert "1 comment waits" in mail.message["Subject"]
    assert factories.fresh(second).status == Status.PENDING


@pytest.mark.parametrize("how", ["decided", "left", "inactive", "switched off", "no address"])
def test_it_sends_nothing_that_is_no_longer_wanted(site: Site, anna: User, server: MailServer, how: str) -> None:
    comment = held()
    assert writing.write_due() == 1
    if how == "decided":
        decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)
    elif how == "left":
        Membership.objects.all().delete()
    elif how == "switched off":
        choosing.stop(anna)
    else:
        User.objects.filter(pk=anna.pk).update(**({"is_active": False} if how == "inactive" else {"email": ""}))
    mailbox.send_all()

    assert server.mails == []
    assert list(Delivery.objects.values_list("state", flat=True)) == [DeliveryState.DROPPED]


def test_its_links_decide_once_without_signing_in(site: Site, anna: User, server: MailServer) -> None:
    comment = held()
    links = {action: path for path, action in _LINK.findall(sent(server).part("plain"))}
    assert set(links) == {"approve", "reject", "spam"}
    page = Client().get(links["approve"])
    assert "xylophone" in page.content.decode()
    assert factories.fresh(comment).status == Status.PENDING
    Client().post(links["approve"], {"version": comment.version})

    assert factories.fresh(comment).status == Status.APPROVED
    assert Decision.objects.latest("pk").by == anna
    assert "Anna" in Client().get(links["reject"], follow=True).content.decode()


def test_it_shows_a_few_and_none_in_a_flood_or_later(site: Site, anna: User, server: MailServer) -> None:
    for number in range(MOST_CARDS + 2):
        held(name=f"Name {number:02}")
    mail = sent(server)
    assert len(_LINK.findall(mail.part("plain"))) == 3 * MOST_CARDS
    assert "Name 11" in both(mail)
    assert "Name 01" not in both(mail)

    Delivery.objects.all().delete()
    server.forget()
    now = timezone.now()
    Flood.objects.create(site=site, began_at=now, last_at=now, comments=400, alike=300)
    NoticeSetting.objects.update(next_at=now, told_at=None)
    flooded = sent(server)
    assert flooded.message["Subject"] == "A flood of comments on The Times of Nowhere"
    assert "400 so far, 300 of them alike" in both(flooded)
    assert "from-mail" not in both(flooded)


def test_no_word_of_a_visitor_gets_into_its_headers(site: Site, anna: User, server: MailServer) -> None:
    held(text="Subject: x\n.\nMAIL FROM:<eve@evil.example>")
    Comment.objects.update(name="Eve\r\nBcc: eve@evil.example\r\n\r\n")
    mail = sent(server)

    assert mail.recipients == ["anna@times.example"]
    assert "Bcc" not in mail.message
    assert "evil" not in str(mail.message.items())
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_it_tells_of_several_sites_in_one_mail(site: Site, server: MailServer) -> None:
    factories.quiet_site("gazette", name="The Gazette", premoderation="all", origins="")
    wants("otto", None)
    held()
    held(on=factories.subject("gazette", "other"))
    mail = sent(server)

    assert mail.message["Subject"] == "2 comments wait for you"
    assert all(name in both(mail) for name in ("The Times of Nowhere", "The Gazette"))
    assert "from-mail" in both(mail)


def test_it_does_not_tell_again_what_came_while_it_was_on_its_way(site: Site, anna: User, server: MailServer) -> None:
    """Nor of a flood that was noticed then."""
    held()
    assert writing.write_due() == 1
    now = timezone.now()
    held(now=now - timedelta(seconds=1))
    flood = Flood.objects.create(site=site, began_at=now, last_at=now, comments=400, alike=300)
    mailbox.send_all()
    assert len(server.mails) == 1

    setting = NoticeSetting.objects.get()
    assert setting.told_flood == flood.pk
    assert writing.write_due(now=now + timedelta(hours=1)) == 0
    held(now=now + timedelta(minutes=1))
    assert writing.write_due(now=now + timedelta(hours=1)) == 0
    Flood.objects.update(ended_at=now)
    assert writing.write_due(now=now + timedelta(hours=1)) == 1


def test_it_waits_for_the_mail_that_is_on_its_way(site: Site, anna: User, server: MailServer) -> None:
    """A mail server that is away saves up no mails: the one that is owed says all."""
    server.stop()
    held()
    assert writing.write_due() == 1
    mailbox.send_all()
    held(name="Later")
    assert writing.write_due(now=timezone.now() + timedelta(hours=5)) == 0

    server.start()
    Delivery.objects.update(due=timezone.now(), attempts=0)
    mailbox.send_all()
    (mail,) = server.mails
    assert "2 comments wait" in mail.message["Subject"]
    assert "Later" in both(mail)


def test_its_mails_of_a_day_belong_together(site: Site, anna: User, server: MailServer) -> None:
    held()
    first = sent(server)
    server.forget()
    held(now=timezone.now())
    NoticeSetting.objects.update(next_at=timezone.now())
    second = sent(server)

    assert first.message["In-Reply-To"] == second.message["In-Reply-To"]
    assert first.message["Message-ID"] != second.message["Message-ID"]


def test_it_marks_a_text_that_is_cut_and_turns_no_line_around(site: Site, anna: User, server: MailServer) -> None:
    held(text="Turned \u202earound.\n" + "word " * 500)
    mail = sent(server)

    for kind in ("plain", "html"):
        assert "\u202e" not in mail.part(kind)
        assert " …" in mail.part(kind)
