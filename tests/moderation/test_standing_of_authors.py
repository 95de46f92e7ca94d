"""Trust given from a comment, and notes about authors."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.errors import Invalid, NotAllowed, NotFound
from comments.models import AuthorNote, Membership, TrustedAuthor
from comments.moderation.authors import standing
from comments.moderation.authors.panel import panel_of
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

ILKA: dict[str, Any] = {"name": "Ilka", "email": "ilka+x@example.com", "remember": True}


def test_it_trusts_an_author_and_their_browser_once() -> None:
    comment, mod = factories.published(**ILKA), factories.moderator()

    assert standing.trust(comment.pk, by=mod, now=NOON) == standing.trust(comment.pk, by=mod)

    given = TrustedAuthor.objects.get()
    assert (given.email, given.name, given.commenter, given.by) == ("ilka@example.com", "Ilka", comment.commenter, mod)


def test_it_trusts_no_more() -> None:
    comment, mod = factories.published(**ILKA), factories.moderator()
    standing.trust(comment.pk, by=mod)

    for _twice in range(2):
        standing.distrust(comment.pk, by=mod)

    assert not TrustedAuthor.objects.exists()


def test_it_trusts_nobody_without_a_name_or_an_e_mail() -> None:
    factories.quiet_site(require_name_email=False)

    cases: list[dict[str, Any]] = [{"name": ""}, {"email": ""}]
    for fields in cases:
        with pytest.raises(Invalid):
            standing.trust(factories.waiting(**fields).pk, by=factories.moderator())


def test_it_keeps_a_note_for_every_comment_of_the_author() -> None:
    first, second = factories.waiting(**ILKA), factories.waiting(**{**ILKA, "email": "ILKA@example.com"})
    note = standing.add_note(first.pk, " Writes\nwell. ", by=factories.moderator(), now=NOON)

    panel = panel_of(factories.fresh(second), by=factories.moderator(), now=NOON)

    assert [(one.id, one.text) for one in panel.notes] == [(note.pk, "Writes\nwell.")]
    assert standing.add_note(first.pk, "Writes\nwell.", by=factories.moderator()) == note


@pytest.mark.parametrize(
    ("fields", "kind"), [({}, "network"), ({"address": "", "url": "https://x.example"}, "website")]
)
def test_it_notes_an_author_without_an_e_mail_by_what_is_known(fields: dict[str, Any], kind: str) -> None:
    factories.quiet_site(require_name_email=False)
    comment = factories.waiting(email="", **fields)

    assert standing.add_note(comment.pk, "Hm.", by=factories.moderator()).kind == kind


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001, "a\x00b"])
def test_it_refuses_what_is_no_note(text: str) -> None:
    with pytest.raises(Invalid):
        standing.add_note(factories.waiting(**ILKA).pk, text, by=factories.moderator())


def test_it_lets_people_delete_their_own_notes_alone() -> None:
    mod, anna = factories.moderator(), User.objects.create(username="anna", is_staff=True, is_superuser=True)
    note = standing.add_note(factories.waiting(**ILKA).pk, "Hm.", by=mod)

    with pytest.raises(NotAllowed):
        standing.delete_note(note.pk, by=anna)
    for _twice in range(2):
        standing.delete_note(note.pk, by=mod)
    assert not AuthorNote.objects.exists()


def test_it_is_for_those_who_moderate_the_site() -> None:
    comment, user = factories.waiting(**ILKA), User.objects.create(username="tamsin", is_staff=True)
    Membership.objects.create(user=user, site=factories.site("other"))

    for refused in (
        lambda: standing.trust(comment.pk, by=user),
        lambda: standing.distrust(comment.pk, by=user),
        lambda: standing.add_note(comment.pk, "Hm.", by=user),
    ):
        with pytest.raises(NotAllowed):
            refused()
    with pytest.raises(NotFound):
        standing.trust(0, by=user)
