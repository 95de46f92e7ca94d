"""For whom a link in a mail stands: the signed in, and whom it was sent to while it is fresh."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.access import roles
from comments.models import Comment, Decision, Membership, Role, Site
from comments.moderation import from_mail
from comments.statuses import Status
from project.second_factor.models import SecondFactor
from tests.desk.conftest import member, signed_in
from tests.desk.mailed_links import LATER, link_to, look, press, stranger, token_of
from tests.support import factories
from tests.support.factories import fresh
from tests.support.pages import form_values, parse

pytestmark = pytest.mark.django_db


def test_it_leads_to_signing_in_and_back_once_it_is_old(otto: User) -> None:
    comment = factories.screened()
    link, client = link_to(comment, otto, age=LATER), stranger()

    for answer in (client.get(link), client.post(link, {"version": 2, **token_of(client, link)})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/?next=%2Fadmin%2Fdesk%2Ffrom-mail%2F%3Fdo%3Dapprove")
    assert fresh(comment).status == Status.PENDING

    client.force_login(otto)
    press(client, link)
    assert fresh(comment).status == Status.APPROVED


def test_it_lets_whoever_is_signed_in_decide_as_themselves(otto: User, times: Site) -> None:
    comment = factories.screened()

    press(signed_in(member("anna", times)), link_to(comment, otto))

    assert factories.last_decision(comment).by == User.objects.get(username="anna")


def left(user: User) -> None:
    Membership.objects.filter(user=user).delete()


def ended(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def may_only_look(user: User) -> None:
    user.groups.clear()


def has_factor(user: User) -> None:
    SecondFactor.objects.create(user=user, secret="x" * 40, since=factories.NOON, last_step=0)


def needs_factor(user: User) -> None:
    Site.objects.update(require_second_factor=True)
    Membership.objects.filter(user=user).update(role=Role.CHIEF)
    roles.follow_memberships(user)


def is_gone(user: User) -> None:
    user.delete()


@pytest.mark.parametrize("change", [left, ended, may_only_look, has_factor, needs_factor, is_gone])
def test_it_stands_for_nobody_who_may_not_or_needs_more_than_a_mail(otto: User, change: Callable[[User], None]) -> None:
    comment = factories.screened()
    link, client = link_to(comment, otto), stranger()
    values = form_values(look(client, link), "from-mail")
    change(otto)

    assert client.get(link).status_code == 302
    assert client.post(link, values).status_code == 302
    assert fresh(comment).status == Status.PENDING


def test_it_shows_nothing_to_somebody_signed_in_who_does_not_moderate_the_site(otto: User) -> None:
    other = signed_in(member("eve", factories.quiet_site("elsewhere")))
    comment = factories.screened(text="Not for Eve.")

    answer = other.get(link_to(comment, otto))

    assert answer.status_code == 403
    assert "Not for Eve." not in answer.content.decode()


def test_it_does_not_take_a_link_for_another_action_comment_or_person(otto: User) -> None:
    comment, other = factories.screened(), factories.screened()
    link = link_to(comment, otto)

    for forged in (
        link.replace("do=approve", "do=reject"), link.replace("do=approve", "do=erase"),
        link.replace(f"token={comment.pk}%3A", f"token={other.pk}%3A"),
        link.replace(f"%3A{otto.pk}%3A", f"%3A{factories.moderator().pk}%3A"), link[:-1], link.split("?")[0],
    ):  # fmt: skip
        assert forged != link
        assert stranger().get(forged).status_code == 404
        assert Client().post(forged, {"version": 2}).status_code == 404
    assert not Decision.objects.filter(by__isnull=False).exists()


def test_it_asks_for_a_form_of_its_own(otto: User) -> None:
    """A page elsewhere cannot have a browser press the button."""
    comment = factories.screened()

    assert stranger().post(link_to(comment, otto), {"version": fresh(comment).version}).status_code == 403
    assert fresh(comment).status == Status.PENDING


def test_it_says_that_the_link_is_too_old_or_the_comment_gone(otto: User) -> None:
    comment = factories.screened()
    old, gone = link_to(comment, otto, age=from_mail.VALID + LATER), link_to(comment, otto)
    Decision.objects.all().delete()
    comment.findings.all().delete()
    assert signed_in(otto).get(old).status_code == 404
    Comment.objects.filter(pk=comment.pk).delete()
    assert "nowhere" in parse(stranger().get(gone)).text
