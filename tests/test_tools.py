"""What maintainers type: the checks before a commit."""

import re
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_it_checks_before_a_commit_what_make_check_checks() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook["entry"] for repo in config["repos"] for hook in repo["hooks"]]
    together = re.search(r"^check: (.*?) ##", MAKEFILE, re.M)

    assert together
    assert hooks == [f"make --silent {target}" for target in together[1].split()]


def test_it_fetches_no_hook_from_elsewhere() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))

    assert {repo["repo"] for repo in config["repos"]} == {"local"}
