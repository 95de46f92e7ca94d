"""The table of faults names tests that exist, and every control is in it."""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent.parent
TABLE = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE)))


def names_in(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize(("path", "name"), NAMED, ids=lambda value: str(value).rpartition("/")[2])
def test_it_names_a_test_that_exists(path: str, name: str) -> None:
    assert name in names_in(ROOT / path)


def test_it_names_every_control() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    controls = {name for text in texts for name in re.findall(r"^def (test_control_\w+)", text, re.MULTILINE)}

    assert controls
    assert controls - {name for _path, name in NAMED} == set()
