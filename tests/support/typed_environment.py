"""The environment as an operator sets it, for one test."""

from collections.abc import Callable

import pytest
from pytest import MonkeyPatch

from project.env import Misconfigured


def set_to(monkeypatch: MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.delenv(f"{name}_FILE", raising=False)
    monkeypatch.setenv(name, value)


def assert_refused(name: str, read: Callable[[], object]) -> None:
    """In one sentence that begins with the name of the setting, and repeats no "secret" of its value."""
    with pytest.raises(Misconfigured) as refusal:
        read()
    sentence = str(refusal.value)
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "secret" not in sentence
