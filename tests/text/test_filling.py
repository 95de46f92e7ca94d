"""A sentence ends with one full stop, whatever stands last in it. Needs no database."""

import pytest

from comments.text.filling import fill

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("sentence", "words", "said"),
    [
        ("%(who)s came at %(when)s.", {"who": "Ada", "when": "10:02"}, "Ada came at 10:02."),
        ("%(who)s came at %(when)s.", {"who": "Ada B.", "when": "2 p.m."}, "Ada B. came at 2 p.m."),
        ("At %(when)s. Then %(who)s.", {"who": "Ada B.", "when": "2 p.m."}, "At 2 p.m. Then Ada B."),
        ("Rejected: %(name)s.", {"name": "Ada..."}, "Rejected: Ada..."),
        ("Rejected: %(name)s.", {"name": "%(name)s. 100 %"}, "Rejected: %(name)s. 100 %."),
        ("午後、%(when)s。", {"when": "2 p.m."}, "午後、2 p.m.。"),
    ],
)
def test_it_ends_a_sentence_with_one_full_stop(sentence: str, words: dict[str, str], said: str) -> None:
    assert fill(sentence, **words) == said
