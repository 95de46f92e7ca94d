"""Settings whose names are misspelt in the environment."""

import pytest
from pytest import MonkeyPatch

from project import spelling
from project.env import Misconfigured

pytestmark = pytest.mark.once


def swapped(name: str, at: int) -> str:
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


MISSPELT = [
    (wrong, name)
    for name in ("DATABASE_URL", "BROKER_URL", "SECRET_KEY", "TRUSTED_PROXIES", "PUBLIC_URL")
    for at in (1, len(name) // 2)
    for wrong in (name[:at] + name[at + 1 :], name[:at] + "X" + name[at:], swapped(name, at))
    if wrong != name
]


@pytest.mark.parametrize(
    ("wrong", "name"), [*MISSPELT, ("DATABASE_URI", "DATABASE_URL"), ("ALLOWED_HOST", "ALLOWED_HOSTS")]
)
def test_it_names_a_setting_that_is_misspelt(monkeypatch: MonkeyPatch, wrong: str, name: str) -> None:
    monkeypatch.delenv(name, raising=False)
    for spelt in (wrong, f"{wrong}_FILE"):
        monkeypatch.setenv(spelt, "x")
        with pytest.raises(Misconfigured) as refusal:
            spelling.refuse_misspelt()
        assert spelt in str(refusal.value) and name in str(refusal.value)
        monkeypatch.delenv(spelt)


@pytest.mark.parametrize(
    "name", ["HOSTNAME", "XDG_DATA_DIRS", "SECRET_KEY_BASE", "TEST_DATABASE_URL", "LOGNAME", "PORTS"]
)
def test_it_leaves_alone_what_belongs_to_others(monkeypatch: MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    spelling.refuse_misspelt()


def test_it_takes_a_name_that_is_like_one_that_is_set(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///x")
    monkeypatch.setenv("DATABASE_URL2", "another")
    spelling.refuse_misspelt()
