"""Who may sign in, whatever the user model of the host keeps."""

from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser, User

from comments.access import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    for name, may in {"tamsin": (True, True), "gone": (True, False), "reader": (False, True)}.items():
        User.objects.create(username=name, is_staff=may[0], is_active=may[1])


@pytest.mark.parametrize("columns", [("is_staff", "is_active"), ("is_staff",), ("is_active",), ()])
def test_it_finds_who_may_sign_in_by_columns_or_without(
    monkeypatch: Any, django_assert_num_queries: Any, columns: tuple[str, ...]
) -> None:
    monkeypatch.setattr(staff, "has_column", lambda name: name in columns)

    with django_assert_num_queries(1):
        found = staff.admin_users()

    assert [user.get_username() for user in found] == ["tamsin"]


def test_it_names_a_user_by_what_the_model_knows() -> None:
    user = User(username="noor", first_name="Noor", last_name="Haddad", email="noor@lantern.example")
    assert (staff.display_name(user), staff.email_of(user)) == ("Noor Haddad", "noor@lantern.example")
    assert staff.display_name(User(username="noor")) == "noor"


def test_it_takes_a_full_name_that_is_not_given_for_none(monkeypatch: Any) -> None:
    monkeypatch.setattr(User, "get_full_name", lambda self: None)

    assert (staff.full_name_of(User(username="noor")), staff.display_name(User(username="noor"))) == ("", "noor")


def test_it_names_a_user_whose_model_knows_neither_names_nor_addresses(monkeypatch: Any) -> None:
    monkeypatch.delattr(AbstractUser, "get_full_name")
    monkeypatch.setattr(User, "EMAIL_FIELD", "mail")

    assert (staff.display_name(User(username="noor")), staff.email_of(User(username="noor"))) == ("noor", "")
