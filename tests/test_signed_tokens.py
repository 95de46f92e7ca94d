"""What this app signs, and that nothing else passes for it. Needs no database."""

import importlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from comments import signed_tokens
from comments.signed_tokens import WAITING_LINK_DAYS

pytestmark = pytest.mark.once

DAY = 86400
NOW = 1_772_452_800.0
GARBAGE = ["", ":", "1", "1:2:3", "a:b", "\x00", "é" * 50, "0:" + "A" * 43, "9" * 5000]


@pytest.fixture
def rotate(settings: Any) -> Iterator[Callable[..., None]]:
    """Start again with another secret key, as a restarted process would."""
    old = settings.SECRET_KEY

    def rotate(*, fallbacks: bool) -> None:
        settings.SECRET_KEY = "x" * 60
        settings.SECRET_KEY_FALLBACKS = [old] if fallbacks else []
        importlib.reload(signed_tokens)

    yield rotate
    settings.SECRET_KEY = old
    settings.SECRET_KEY_FALLBACKS = []
    importlib.reload(signed_tokens)


def test_it_knows_the_authors_token() -> None:
    assert signed_tokens.author_token_version(signed_tokens.author_token(5, 1), 5) == 1


@pytest.mark.parametrize("version", [2, 10, 2**31])
def test_it_knows_which_version_an_authors_token_is_of(version: int) -> None:
    assert signed_tokens.author_token_version(signed_tokens.author_token(5, version), 5) == version


@pytest.mark.parametrize("comment_id", [6, 51, 1, 0, -5])
def test_it_opens_no_other_comment_with_an_authors_token(comment_id: int) -> None:
    assert signed_tokens.author_token_version(signed_tokens.author_token(5, 1), comment_id) is None


def test_it_makes_the_same_authors_token_again() -> None:
    assert signed_tokens.author_token(5, 1) == signed_tokens.author_token(5, 1)


def test_it_opens_the_waiting_comment_for_a_week() -> None:
    with patch("django.core.signing.time.time", return_value=NOW):
        token = signed_tokens.waiting_token(5)
    with patch("django.core.signing.time.time", return_value=NOW + WAITING_LINK_DAYS * DAY - 1):
        assert signed_tokens.read_waiting_token(token) == 5


def test_it_does_not_open_the_waiting_comment_after_a_week() -> None:
    with patch("django.core.signing.time.time", return_value=NOW):
        token = signed_tokens.waiting_token(5)
    with patch("django.core.signing.time.time", return_value=NOW + WAITING_LINK_DAYS * DAY + 2):
        assert signed_tokens.read_waiting_token(token) is None


def test_it_knows_a_commenter() -> None:
    assert signed_tokens.read_commenter_token(signed_tokens.commenter_token(5)) == 5


def test_it_knows_the_hour_a_form_was_made_in() -> None:
    token = signed_tokens.form_token("times", "blog:bridge", hour=490_000)

    assert signed_tokens.read_form_token(token, "times", "blog:bridge") == 490_000


def test_it_makes_the_same_form_token_for_everybody() -> None:
    assert signed_tokens.form_token("times", "bridge", hour=1) == signed_tokens.form_token("times", "bridge", hour=1)


@pytest.mark.parametrize(("site", "key"), [("times", "ferry"), ("post", "bridge")])
def test_it_takes_no_form_token_of_another_thread(site: str, key: str) -> None:
    assert signed_tokens.read_form_token(signed_tokens.form_token("times", "bridge", hour=1), site, key) is None


def test_it_takes_no_form_token_whose_hour_was_changed() -> None:
    _, _, signature = signed_tokens.form_token("times", "bridge", hour=490_000).partition(":")

    assert signed_tokens.read_form_token(f"490048:{signature}", "times", "bridge") is None


@pytest.mark.parametrize("garbage", GARBAGE)
def test_it_takes_garbage_for_no_token(garbage: str) -> None:
    assert signed_tokens.author_token_version(garbage, 1) is None
    assert signed_tokens.read_waiting_token(garbage) is None
    assert signed_tokens.read_commenter_token(garbage) is None
    assert signed_tokens.read_form_token(garbage, "times", "bridge") is None


def test_it_takes_no_token_of_one_kind_for_another() -> None:
    waiting, commenter = signed_tokens.waiting_token(5), signed_tokens.commenter_token(5)

    assert signed_tokens.read_commenter_token(waiting) is None
    assert signed_tokens.read_waiting_token(commenter) is None
    assert signed_tokens.author_token_version(waiting, 5) is None
    assert signed_tokens.read_waiting_token(signed_tokens.author_token(5, 1)) is None


def test_it_still_knows_tokens_of_a_former_key(rotate: Callable[..., None]) -> None:
    author, waiting, commenter = (
        signed_tokens.author_token(5, 1),
        signed_tokens.waiting_token(5),
        signed_tokens.commenter_token(5),
    )
    form = signed_tokens.form_token("times", "bridge", hour=1)

    rotate(fallbacks=True)

    assert signed_tokens.author_token_version(author, 5) == 1
    assert signed_tokens.read_waiting_token(waiting) == 5
    assert signed_tokens.read_commenter_token(commenter) == 5
    assert signed_tokens.read_form_token(form, "times", "bridge") == 1


def test_it_knows_no_token_of_a_key_that_was_given_up(rotate: Callable[..., None]) -> None:
    author = signed_tokens.author_token(5, 1)

    rotate(fallbacks=False)

    assert signed_tokens.author_token_version(author, 5) is None


def test_it_reads_a_mailed_token_for_its_purpose_alone_and_for_a_time() -> None:
    with patch("time.time", return_value=1_000_000.0):
        token = signed_tokens.mail_token("approve", "user:a:b", 5, 2)
    read = signed_tokens.read_mail_token

    with patch("time.time", return_value=1_000_000.0 + 60):
        assert read("approve", token, timedelta(minutes=1)) == (
            "user:a:b", 5, 2, datetime(1970, 1, 12, 13, 46, 40, tzinfo=UTC),
        )  # fmt: skip
        assert read("reject", token, timedelta(minutes=1)) is None
        assert read("approve", token.replace("5", "6", 1), timedelta(minutes=1)) is None
    with patch("time.time", return_value=1_000_000.0 + 61):
        assert read("approve", token, timedelta(minutes=1)) is None


@pytest.mark.parametrize("garbage", GARBAGE)
def test_it_takes_garbage_for_no_mailed_token(garbage: str) -> None:
    assert signed_tokens.read_mail_token("approve", garbage, timedelta(days=1)) is None
