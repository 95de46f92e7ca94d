"""docs/embedding.md as somebody follows it: each block of code goes where the words before it say."""

import re
from pathlib import Path
from typing import NamedTuple

from tests.hosting.conftest import ROOT

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
_FILE = re.compile(r"`([\w/]+\.(?:py|html))`")


class Block(NamedTuple):
    language: str
    text: str
    file: str
    is_end: bool  # goes to the end of a file that is there


def blocks() -> list[Block]:
    """Those of the first part, on pages of the same project."""
    text = (ROOT / "docs/embedding.md").read_text("utf-8").partition("\n## To a page elsewhere")[0]
    found, behind = [], 0
    for match in _BLOCK.finditer(text):
        words = text[behind : match.start()]
        files = _FILE.findall(words)
        found.append(Block(match[1], match[2], files[-1] if files else "", "At the end of" in words))
        behind = match.end()
    return found


def follow(project: Path) -> list[str]:
    """Write what the document says to write into a project; returns the lines it says to type, in order."""
    typed: list[str] = []
    for block in blocks():
        if block.language == "sh":
            typed += block.text.splitlines()
            continue
        path = project / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text() if block.is_end else "") + block.text)
    return typed
