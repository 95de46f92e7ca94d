"""What maintainers type: the checks before a commit, and the audit of the locks."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def make(target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # Nothing is installed, however old the stamp in .venv is.
    argv = ["make", "--assume-old=.venv/dev.stamp", target]
    environ = {**os.environ, **environment}
    return subprocess.run(argv, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_it_checks_before_a_commit_what_make_check_checks() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook["entry"] for repo in config["repos"] for hook in repo["hooks"]]
    together = re.search(r"^check: (.*?) ##", MAKEFILE, re.M)

    assert together
    assert hooks == [f"make --silent {target}" for target in together[1].split()]


def test_it_fetches_no_hook_from_elsewhere() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))

    assert {repo["repo"] for repo in config["repos"]} == {"local"}


def test_it_fails_an_audit_that_could_not_look(tmp_path: Path) -> None:
    nobody = {"HTTPS_PROXY": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1", "NO_PROXY": "", "no_proxy": ""}
    done = make("audit", PIP_CACHE_DIR=str(tmp_path), **nobody)

    assert done.returncode != 0
    assert "pypi.org" in done.stderr
    assert "make audit failed for requirements.txt" in done.stderr


def test_it_audits_by_hand_and_not_before_each_change() -> None:
    assert "audit" not in (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "audit" not in make("check", MAKEFLAGS="-n").stdout
