"""The examples of docs/api*.md: fences that name a call, as ```sh listComments, hold what the page of the API shows.

`python -m tests.support.api_examples` fills them.
"""

import re
from pathlib import Path

from comments.api.reference import samples
from comments.api.reference.operations import all_operations

ROOT = Path(__file__).parents[2]
BASE = "https://comments.example.org/api/v1"
KINDS = {"sh": samples.curl, "js": samples.fetch}
FILES = sorted((ROOT / "docs").glob("api*.md"))
_FENCE = re.compile(r"^```(sh|js) ([A-Za-z]+)\n(.*?)^```$", re.M | re.S)


def written() -> dict[tuple[str, str], str]:
    """What stands in the documents, by kind and call."""
    texts = [path.read_text("utf-8") for path in FILES]
    return {(kind, name): code for text in texts for kind, name, code in _FENCE.findall(text)}


def wanted() -> dict[tuple[str, str], str]:
    """What should stand there: every call in both kinds."""
    return {(kind, one.id): f"{make(one, BASE)}\n" for one in all_operations() for kind, make in KINDS.items()}


def others() -> list[str]:
    """Further commands in the documents: in a fence without a name, or on an indented line."""
    texts = "\n".join(path.read_text("utf-8") for path in FILES)
    return [*re.findall(r"^```sh\n(curl .*?)^```$", texts, re.M | re.S), *re.findall(r"^    (curl .*)$", texts, re.M)]


def fill() -> None:
    """Fill the fences; raises KeyError for one that names no call."""
    examples = wanted()
    for path in FILES:
        text = path.read_text("utf-8")
        filled = _FENCE.sub(lambda found: f"```{found[1]} {found[2]}\n{examples[found[1], found[2]]}```", text)
        path.write_text(filled, "utf-8")


if __name__ == "__main__":
    fill()
