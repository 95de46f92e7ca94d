"""Trusted authors in the admin, typed in or taken from a comment."""

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.models import Site, TrustedAuthor
from tests.admin.conftest import signed_in
from tests.admin.desk import filled_in, refused, save, send
from tests.support import factories
from tests.support.pages import parse
from tests.support.parallel import at_once

TRUST = "/admin/comments/trustedauthor/"


def add_trust(client: Client, query: str = "", /, **fields: str | None) -> Any:
    return save(client, f"{TRUST}add/{query}", "trustedauthor_form", **fields)


def test_it_trusts_an_author_under_every_spelling(moderator: Client, times: Site) -> None:
    told = {"email": " Ada+news@Example.org ", "name": " Ada L. ", "note": "Our oldest reader."}
    assert add_trust(moderator, **told).status_code == 302

    made = TrustedAuthor.objects.get()
    assert (made.site, made.email, made.name, made.commenter, made.note, made.by) == (
        times, "ada@example.org", "Ada L.", None, "Our oldest reader.", User.objects.get(username="mod")
    )  # fmt: skip


def test_it_says_what_is_wrong_with_trust(moderator: Client, times: Site) -> None:
    TrustedAuthor.objects.create(site=times, email="ada@example.org", name="Ada", created_at=factories.NOON)
    shown = filled_in(parse(moderator.get(f"{TRUST}add/")), "trustedauthor_form")

    for email in ("", "ada", "@example.org", "ada@localhost", "a\x00da@example.org", "ada@example.org"):
        assert refused(send(moderator, f"{TRUST}add/", shown, email=email, name="ADA")) == {"email"}, email
    for name in ("", "  ", "\u200b"):
        assert refused(send(moderator, f"{TRUST}add/", shown, email="bo@example.org", name=name)) == {"name"}, name
    assert TrustedAuthor.objects.count() == 1


def test_it_trusts_the_browser_of_the_comment_it_is_given_for(moderator: Client, times: Site) -> None:
    first = factories.waiting(remember=True, name="Ada", email="ada@example.org")

    add_trust(moderator, f"?comment={first.pk}")

    assert TrustedAuthor.objects.get().commenter_id == first.commenter_id


@pytest.mark.parametrize("changed", [{"name": "Bo"}, {"email": "bo@example.org"}])
def test_it_trusts_no_browser_of_somebody_elses(moderator: Client, times: Site, changed: dict[str, str]) -> None:
    first = factories.waiting(remember=True, name="Ada", email="ada@example.org")

    add_trust(moderator, f"?comment={first.pk}", **changed)

    assert TrustedAuthor.objects.get().commenter is None


def test_it_gives_trust_anew_when_it_becomes_another_authors(moderator: Client, times: Site) -> None:
    first = factories.waiting(remember=True, name="Ada", email="ada@example.org")
    made = TrustedAuthor.objects.create(
        site=times, email="ada@example.org", name="Ada", commenter=first.commenter, created_at=factories.NOON
    )
    save(moderator, f"{TRUST}{made.pk}/change/", "trustedauthor_form", note="Our oldest reader.")
    kept = TrustedAuthor.objects.get()
    save(moderator, f"{TRUST}{made.pk}/change/", "trustedauthor_form", name="Bo")
    anew = TrustedAuthor.objects.get()

    assert (kept.commenter, kept.created_at) == (first.commenter, factories.NOON)
    assert anew.commenter is None
    assert anew.created_at > factories.NOON


@pytest.mark.django_db(transaction=True)
def test_it_says_so_when_two_trust_the_same_author_at_once() -> None:
    factories.quiet_site()
    clients = [signed_in(factories.moderator(name)) for name in ("one", "two", "three", "four")]

    answers = at_once([partial(add_trust, client, email="ada@example.org", name="Ada") for client in clients])

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    assert TrustedAuthor.objects.count() == 1


def test_it_trusts_the_author_of_a_comment_from_then_on(moderator: Client, times: Site) -> None:
    Site.objects.update(max_links=1)
    known = factories.published(remember=True, name="Ada", email="ada@example.org")
    same: dict[str, Any] = {
        "remember": True, "commenter_id": known.commenter_id, "name": "Ada", "email": "ada@example.org",
    }  # fmt: skip
    assert factories.screened(**same, text="Read https://example.org first.").status == "pending"

    add_trust(moderator, f"?comment={known.pk}")

    assert factories.screened(**same, text="Read https://example.org/b then.").status == "approved"
