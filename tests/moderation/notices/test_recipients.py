"""Who is told that comments wait: once for each mailbox and flood, and not while somebody decides."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.models import Delivery, Flood, Membership, NoticeSetting, NoticeTime, Site
from comments.moderation import decisions
from comments.moderation.notices import choosing
from comments.moderation.notices.choosing import NoticeChoice
from comments.moderation.notices.times import GATHERED
from comments.moderation.notices.writing import write_due
from comments.moderation.waiting import presence
from tests.moderation.notices.conftest import DAY, HOUR, MINUTE, SECOND, after, held, member, told, wants
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def test_it_tells_who_wants_it_once_with_time_for_more_to_come(site: Site) -> None:
    wants(member("anna", site))
    wants(member("otto", site), NoticeTime.NEVER)
    member("ina", site)
    held()

    assert write_due(now=NOON + SECOND) == 1

    owed = Delivery.objects.get()
    assert told() == ["anna"]
    assert (owed.kind, owed.channel, owed.state, owed.site) == ("moderators.waiting", "mail", "owed", site)
    assert owed.due == NOON + SECOND + GATHERED
    assert write_due(now=NOON + HOUR) == 0, "it is on its way, and will say all"
    assert after(HOUR) == 0, "nothing new"


def test_it_tells_nobody_while_somebody_is_at_the_desk(site: Site) -> None:
    wants(member("anna", site))
    held()
    presence.note(member("otto", site), None, now=NOON)

    assert write_due(now=NOON + MINUTE) == 0
    assert write_due(now=NOON + presence.PRESENT) == 1


def test_it_tells_nobody_of_what_was_decided(site: Site) -> None:
    wants(member("anna", site))
    comment = held()
    decisions.approve(comment.pk, by=factories.moderator(), version=comment.version, now=NOON)

    assert write_due(now=NOON + HOUR) == 0


def test_it_tells_what_waited_before_to_somebody_who_begins_to_want_it(site: Site) -> None:
    held()
    wants(member("anna", site), now=NOON + DAY)

    assert write_due(now=NOON + DAY + SECOND) == 1


def ended(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def left(user: User) -> None:
    Membership.objects.filter(user=user).delete()


def without_address(user: User) -> None:
    User.objects.filter(pk=user.pk).update(email="")


def stopped(user: User) -> None:
    choosing.stop(user)


@pytest.mark.parametrize("change", [ended, left, without_address, stopped])
def test_it_tells_nobody_who_may_not_or_cannot_or_will_not_hear(site: Site, change: Any) -> None:
    anna = member("anna", site)
    wants(anna)
    held()
    change(anna)

    assert write_due(now=NOON + HOUR) == 0


def test_it_tells_of_ones_own_sites_alone_and_as_each_is_set(site: Site) -> None:
    herald = factories.quiet_site("herald", premoderation="all")
    anna = member("anna", site, herald)
    wants(anna, of_sites={herald.pk: NoticeTime.NEVER, site.pk + 99: NoticeTime.AT_ONCE})
    held(on=factories.subject("herald"))
    other = factories.quiet_site("other", premoderation="all")
    held(on=factories.subject("other"))
    assert other.pk and write_due(now=NOON + SECOND) == 0

    choosing.choose(anna, NoticeChoice(NoticeTime.NEVER, of_sites={herald.pk: NoticeTime.AT_ONCE}), now=NOON)
    assert write_due(now=NOON + 2 * SECOND) == 1
    assert Delivery.objects.get().site == herald


def test_it_writes_one_mail_for_two_accounts_of_one_mailbox(site: Site) -> None:
    elder, younger = (
        member("anna", site, email="Anna@Times.example"),
        member("boss", None, email="anna+x@times.example"),
    )
    wants(younger)
    wants(elder)
    held()

    assert write_due(now=NOON + SECOND) == 1
    assert told() == ["anna"]

    held(NOON + MINUTE, on=factories.subject("times", "other"))
    assert after(HOUR) == 1, "one again, also where the other account was told nothing yet"
    factories.quiet_site("herald", premoderation="all")
    held(NOON + 2 * HOUR, on=factories.subject("herald"))
    after(3 * HOUR)
    assert told() == ["anna", "anna", "boss"], "of a site that the elder account does not moderate"


def test_it_stops_for_the_mailbox_by_whichever_account(site: Site) -> None:
    anna, boss = member("anna", site), member("boss", None, email="ANNA@times.example")
    wants(anna)
    wants(boss)
    held()

    choosing.stop(boss)

    assert write_due(now=NOON + HOUR) == 0
    assert set(NoticeSetting.objects.values_list("frequency", flat=True)) == {NoticeTime.NEVER}


def test_it_makes_one_mail_of_a_flood_and_one_of_what_is_left(site: Site) -> None:
    wants(member("anna", site))
    flood = Flood.objects.create(site=site, began_at=NOON, last_at=NOON, comments=900, alike=800)
    written = 0
    for minute in range(0, 30, 6):
        held(NOON + minute * MINUTE)
        written += after(minute * MINUTE + SECOND)
    assert written == 1
    assert NoticeSetting.objects.get().told_flood == flood.pk

    Flood.objects.update(ended_at=NOON + HOUR)
    assert after(HOUR) == 1
    assert after(2 * HOUR) == 0
