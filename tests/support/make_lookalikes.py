"""Makes comments/text/lookalikes.txt from Unicode's confusables.txt, the argument.

Kept is what passes for one letter of a to z by its prototype (UTS #39, marks left out) or by its name. After a capital
stand small letters of its shape, or whose capital has its shape: case makes no difference where the table is used.
"""

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

TABLE = Path(__file__).parent.parent.parent / "comments" / "text" / "lookalikes.txt"
NAMED = re.compile(r"(LATIN LETTER SMALL CAPITAL|NEGATIVE (CIRCLED|SQUARED) LATIN CAPITAL LETTER) ([A-Z])")


def prototypes(lines: Iterable[str]) -> dict[str, str]:
    """Each character of confusables.txt and what it looks like."""
    rows = [line.partition("#")[0].split(";") for line in lines]
    return {_decoded(row[0]): _decoded(row[1]) for row in rows if len(row) > 1}


def _decoded(field: str) -> str:
    return "".join(chr(int(code, 16)) for code in field.split())


def letter_of(shape: str) -> str:
    """The letter of a to z that a shape without its marks is, large or small; empty when it is none."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", shape) if not unicodedata.combining(c))
    named = NAMED.fullmatch(unicodedata.name(plain, "")) if len(plain) == 1 else None
    letter = named[3] if named else plain.lower()
    return letter if len(letter) == 1 and letter.isascii() and letter.isalpha() else ""


def lookalikes(shapes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each letter with a character that passes for it. Marks are no letters; NFKD knows the other forms of a letter."""
    for char in map(chr, range(0x80, sys.maxunicode + 1)):
        is_plain = unicodedata.normalize("NFKD", char) == char and not unicodedata.category(char).startswith("M")
        if is_plain and (letter := _passes_for(char, shapes)):
            yield letter, char


def _passes_for(char: str, shapes: dict[str, str]) -> str:
    """A capital iota and its like look as a small l does, and stay an i all the same."""
    itself = letter_of(shapes.get(char, char)) or letter_of(char)
    if char.isupper():
        return "i" if itself == "l" and letter_of(shapes.get(char.lower(), "")) == "i" else itself.lower()
    return itself or letter_of(shapes.get(char.upper(), "")).upper()


def main(source: Path) -> None:
    found = defaultdict(list)
    for letter, char in lookalikes(prototypes(source.read_text(encoding="utf-8-sig").splitlines())):
        found[letter].append(char)
    notice = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = [f"{letter}\t{''.join(chars)}" for letter, chars in sorted(found.items())]
    TABLE.write_text("\n".join([*notice, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
