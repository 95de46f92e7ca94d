"""The checks by name, and what they say by code."""

import pytest

from comments.screening.registry import CODE_LABELS, REGISTRY, codes_of

pytestmark = pytest.mark.once


def test_it_reads_which_codes_are_meant() -> None:
    assert all(codes_of(code) == (code,) for code in CODE_LABELS)
    assert all(codes_of(f"check:{check.name}") == tuple(check.codes) for check in REGISTRY)
    assert [codes_of(what) for what in ("", "check:", "check:x", "x", "links' or 1=1", "CHECK:links")] == [()] * 6
