import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text import search_words
from comments.text.search_words import Phrase

pytestmark = pytest.mark.once

WRITTEN_OTHERWISE = {
    "case": ("Casino", "cASINO"),
    "sharp s": ("Straße", "STRASSE"),
    "accents": ("Crème brûlée", "creme brulee"),
    "accents apart": ("cafe\u0301", "café"),
    "strokes": ("Łukasz Sørensen", "lukasz sorensen"),
    "dots": ("İstanbul ışık", "istanbul isik"),
    "joiners": ("می\u200cخواهم", "میخواهم"),
    "soft hyphens": ("cas\u00adino", "casino"),
    "vowel points": ("שָׁלוֹם", "שלום"),
    "width": ("ｃａｓｉｎｏ", "casino"),
    "ligatures": ("ﬁne", "fine"),
    "dakuten": ("か\u3099く", "がく"),
}
DISGUISED = {"раураl": "paypal", "cаsino": "casino", "𝓬𝓪𝓼𝓲𝓷𝓸": "casino", "pr0n": "pron", "heIlo": "hello"}


def words(text: str) -> set[str]:
    return {word for line in search_words.lines_of(text) for word in line}


@pytest.mark.parametrize("kind", WRITTEN_OTHERWISE)
def test_it_finds_words_however_they_are_written(kind: str) -> None:
    one, other = WRITTEN_OTHERWISE[kind]

    assert words(one) == words(other) != set()


@pytest.mark.parametrize("written", DISGUISED)
def test_it_finds_a_disguised_word_as_it_is_and_as_it_reads(written: str) -> None:
    assert DISGUISED[written] in words(f"Buy {written} now")
    assert any(phrase.words == (DISGUISED[written],) for line in search_words.phrases_of(written) for phrase in line)


@pytest.mark.parametrize(("one", "other"), [("fall", "fail"), ("burn", "bum"), ("modern", "modem"), ("мир", "mup")])
def test_it_tells_honest_words_apart(one: str, other: str) -> None:
    assert words(one).isdisjoint(words(other))


def test_it_parts_scripts_without_spaces_into_pairs() -> None:
    assert search_words.lines_of("東京都 now") == [["東京", "京都", "都", "now"]]
    assert search_words.exact_phrases_of("京都") == [Phrase(("京都",))]
    assert search_words.exact_phrases_of("都") == [Phrase(("都",), is_open=True)]


def test_it_takes_a_star_at_the_end_for_any_ending() -> None:
    [[long, short, bare]] = search_words.phrases_of("refund* it* now")

    assert (long, short, bare) == (Phrase(("refund",), is_open=True), Phrase(("it",)), Phrase(("now",)))


def test_it_keeps_together_what_has_no_space_in_it() -> None:
    assert search_words.phrases_of("e-mail don't") == [[Phrase(("e", "mail")), Phrase(("don", "t"))]]


@given(st.text(max_size=300))
def test_it_makes_words_without_a_sign_that_a_database_reads(text: str) -> None:
    everything = words(text) | {word for line in search_words.phrases_of(text) for p in line for word in p.words}

    assert not any(set(word) & set("\0\"'\\=*:&|!()<> \n\t") for word in everything)
    assert all(0 < len(word) <= search_words.LONGEST_WORD for word in everything)


@given(st.text(max_size=100))
def test_it_finds_a_text_by_itself(text: str) -> None:
    """Whatever a phrase asks for stands in the words of the text, in this order."""
    lines = search_words.lines_of(text)
    for phrase in search_words.exact_phrases_of(text):
        size = len(phrase.words)
        runs = [tuple(line[at : at + size]) for line in lines for at in range(len(line))]
        assert phrase.words in runs
