"""Codes as RFC 6238 has them, and secrets at rest."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from project.second_factor import sealing, totp
from tests.support.pages import parse

pytestmark = pytest.mark.once

SECRET = b"12345678901234567890"
# Appendix B, SHA-1, the last six of its eight digits.
RFC = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}


@pytest.mark.parametrize(("seconds", "code"), RFC.items())
def test_it_makes_the_codes_of_the_standard(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)

    assert totp.code_at(SECRET, totp.step_of(now)) == code
    assert totp.matching_step(SECRET, code, now, after=0) == totp.step_of(now)


def test_it_takes_a_code_one_step_early_or_late_and_none_twice() -> None:
    now = datetime.fromtimestamp(1111111109, UTC)
    step, code = totp.step_of(now), totp.code_at(SECRET, totp.step_of(now))
    shifts = range(-90, 91, 30)

    taken = [totp.matching_step(SECRET, code, now + timedelta(seconds=shift), after=0) for shift in shifts]

    assert taken == [None, None, step, step, step, None, None]
    assert totp.matching_step(SECRET, code, now, after=step) is None
    assert totp.matching_step(SECRET, totp.code_at(SECRET, step + 1), now, after=step) == step + 1
    assert totp.matching_step(SECRET, "", now, after=0) is None


def test_it_writes_the_secret_for_people_and_for_apps() -> None:
    assert totp.written(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    link = urlsplit(totp.link(SECRET, account="anna b", issuer="comments.example"))
    assert (link.scheme, link.netloc, unquote(link.path)) == ("otpauth", "totp", "/comments.example:anna b")
    assert parse_qs(link.query) == {"secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"], "issuer": ["comments.example"]}
    assert len(totp.new_secret()) == 20 and totp.new_secret() != totp.new_secret()


def test_it_draws_a_code_without_styles_or_scripts() -> None:
    """As the Content-Security-Policy asks."""
    drawn = parse(totp.qr_code("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ"))

    names = {name for element in drawn.walk() for name in element.attributes}
    assert names <= {"width", "height", "transform", "fill", "stroke", "d"}


def test_it_seals_with_the_key_in_use_and_opens_with_earlier_ones(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old" * 20, []
    sealed = sealing.seal(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, ["old" * 20]

    assert sealing.unseal(sealed) == SECRET
    assert "1234" not in sealed and sealing.seal(SECRET) != sealing.seal(SECRET)
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.unseal(sealed) is None


@pytest.mark.parametrize("odd", ["", "x", "!", "ö", "A" * 300])
def test_it_opens_nothing_that_was_not_sealed(odd: str) -> None:
    assert sealing.unseal(odd) is None


def test_it_notices_every_changed_byte() -> None:
    sealed = sealing.seal(SECRET)
    # The last letter and what pads it have bits that mean nothing.
    changed = [sealed[:n] + ("A" if sealed[n] != "A" else "B") + sealed[n + 1 :] for n in range(len(sealed) - 3)]

    assert {sealing.unseal(each) for each in changed} == {None}
