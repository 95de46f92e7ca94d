"""The generators of clients are installed once, and who has no way to them is told what to do."""

import shutil
from pathlib import Path

import pytest

from tests.clients import install

pytestmark = pytest.mark.once


def test_it_says_what_to_do_where_the_registry_is_not_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(install.FOLDER / name, tmp_path)
    for name, value in (("registry", "http://127.0.0.1:1"), ("cache", str(tmp_path / "cache")), ("fetch_retries", "0")):
        monkeypatch.setenv(f"npm_config_{name}", value)

    assert install.main(tmp_path) == 1

    said = capsys.readouterr().err
    assert "ECONNREFUSED" in said
    assert "name a mirror: npm_config_registry=" in said
    assert not install.is_installed(tmp_path)


def test_it_installs_nothing_a_second_time() -> None:
    assert install.is_installed(), "run first: python -m tests.clients.install"
    assert install.main() == 0
