"""Letters of another alphabet are found where they pass for ours, and nowhere else. Needs no database."""

import pytest

from comments.text.foreign_letters import find_foreign
from tests.support.effort import LINEAR, growth
from tests.text.test_lookalikes import HONEST

pytestmark = pytest.mark.once


@pytest.mark.parametrize("text", [*HONEST, "", "plain", "Tシャツ", "naïve café", "α-particles and β-carotene, 5 µm"])
def test_it_finds_nothing_in_an_honest_sentence(text: str) -> None:
    assert not list(find_foreign(text))


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Pаul", [(1, "а", "CYRILLIC")]),
        ("say Pаypаl", [(5, "а", "CYRILLIC"), (8, "а", "CYRILLIC")]),
        ("cор из избы", [(0, "c", "LATIN")]),
        ("the ѕсоре of this", [(index, "ѕсоре"[index - 4], "CYRILLIC") for index in range(4, 9)]),
        ("Αdmin", [(0, "Α", "GREEK")]),
        ("a\u0301dmіn", [(4, "і", "CYRILLIC")]),
    ],
)
def test_it_names_each_and_its_script(text: str, letters: list[tuple[int, str, str]]) -> None:
    assert [tuple(found) for found in find_foreign(text)] == letters


@pytest.mark.parametrize("piece", ["Pаul ", "ѕсоре ", "аb", "é"])
def test_it_takes_time_in_proportion(piece: str) -> None:
    assert growth(lambda size: list(find_foreign(piece * size)), most=4_000) < LINEAR
