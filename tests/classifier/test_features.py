"""What is seen of a comment, and what makes no difference. Needs no database."""

import os
import subprocess
import sys

import pytest

from comments.classifier.features import BITS, encode_comment, features, features_of_windows
from tests.classifier.corpora import honest
from tests.support.effort import LINEAR, growth

pytestmark = pytest.mark.once

TEXT = "Check out my channel at http://pills.example/now, сайт 你好 50 % off!!!"
HOSTILE = {
    "empty": "",
    "spaces": " \n\t " * 5000,
    "marks": "a" + "\u0301" * 19_999,
    "zero width": "a\u200b" * 10_000,
    "surrogates": "\ud800" * 20_000,
    "null": "\x00" * 20_000,
    "open tags": "<a href=" * 2500,
    "comments": "<!--" * 5000,
    "entities": "&amp;" * 4000,
    "dots": "a." * 10_000,
    "mail": "a@" * 10_000,
    "digits": "1 " * 10_000,
    "one word": "x" * 20_000,
    "letters": "a b " * 5000,
    "signs": "-" * 20_000,
    "dot com": "a dot " * 3300,
    "chinese": "你好" * 10_000,
    "hindi": "कि" * 10_000,
    "ligatures": "\ufdfa" * 20_000,
    "words": " ".join(honest(250))[:20_000],
}


def names(text: str, **fields: str) -> set[str]:
    return set(features(text, **fields).values())


def test_it_packs_the_same_in_every_process() -> None:
    script = f"from comments.classifier.features import encode_comment; print(encode_comment({TEXT!r}).hex())"
    packed = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert packed == {encode_comment(TEXT).hex()}


def test_it_numbers_features_within_its_bits() -> None:
    assert all(0 <= number < 1 << BITS for number in features(TEXT))


@pytest.mark.parametrize(
    "written",
    [
        "<p>Subscribe to my channel</p>",
        "<b>Sub</b>scribe to <i>my</i> channel<br />",
        "Subscribe&#32;to&nbsp;my channel\ufeff",
        "\ufeffSub\ufeffscribe to my chan\u00adnel",
        "  Subscribe\u00a0to  my channel \r\n",
    ],
)
def test_it_sees_no_markup_and_no_invisible_mark(written: str) -> None:
    assert encode_comment(written) == encode_comment("Subscribe to my channel")


def test_it_reads_a_break_as_a_line() -> None:
    assert encode_comment("one<br />two<br>three") == encode_comment("one\ntwo\nthree")


@pytest.mark.parametrize(
    "form", ["<Hello - {}>", "<b, {}>", "<!-- {} -->", "<{}>", "<script>{}</script>", "&lt;b {} &gt;"]
)
def test_it_sees_what_looks_like_a_tag_and_is_shown(form: str) -> None:
    advert = "Buy cheap pills now: http://deals.example"

    assert names(advert) - {"long"} <= names(form.format(advert)) | {'"[link]"'}


@pytest.mark.parametrize("words", ["2:19", "#party", "+Anna", "http://example.org/a"])
def test_it_sees_no_anchor_that_software_made(words: str) -> None:
    assert encode_comment(f'<a href="http://example.com/watch">{words}</a> nice') == encode_comment(f"{words} nice")


def test_it_sees_where_an_anchor_leads_that_a_person_made() -> None:
    assert {'"pills.example"', "hidden link"} <= names('<a href="http://pills.example/x">my garden</a>')


@pytest.mark.parametrize("written", ["ѕubscribe", "subscriЬe", "s u b s c r i b e", "ｓｕｂｓｃｒｉｂｅ", "𝐬𝐮𝐛𝐬𝐜𝐫𝐢𝐛𝐞"])
def test_it_reads_a_disguised_word(written: str) -> None:
    assert '"subscribe"' in names(f"Please {written} now")


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("https://www.pills.example/x?y", "pills.example"),
        ("www.pills.example", "pills.example"),
        ("cheap-pills.com", "cheap-pills.com"),
        ("pills . com", "pills.com"),
        ("pills(.)com", "pills.com"),
        ("pills [dot] com", "pills.com"),
    ],
)
def test_it_sees_a_link_however_it_is_written(written: str, host: str) -> None:
    assert {"link", f'"{host}"'} <= names(f"go to {written} now")


@pytest.mark.parametrize(
    "text", ["I like it.It is good", "Well said. In short, no.", "the dot com years", "e.g. this, i.e. that"]
)
def test_it_takes_no_sentence_for_a_link(text: str) -> None:
    assert "link" not in names(text)


@pytest.mark.parametrize(
    ("trait", "text"),
    [
        ("mail", "write to me@example.org"),
        ("phone", "call +44 7911 123456 now"),
        ("price", "only $50 each"),
        ("all capitals", "READ THIS NOW"),
        ("exclamations", "wow! now!"),
        ("emoji", "nice 😀"),
        ("hidden", "via\u200bgra"),
        ("two alphabets", "раypal"),
        ("styled", "𝐬𝐮𝐛"),
        ("repetition", "buy now " * 10),
        ("links", "http://a.example http://b.example"),
    ],
)
def test_it_sees_the_form(trait: str, text: str) -> None:
    assert trait in names(text)


def test_it_knows_an_appeal_in_other_languages() -> None:
    english, german = features("Subscribe to my channel"), features("Abonniert meinen Kanal")

    assert english.keys() & german.keys()


def test_it_tells_checking_from_checking_out() -> None:
    assert features("check out the song").keys() & features("visit the song").keys() > features(
        "check the song"
    ).keys() & (features("visit the song").keys())


def test_it_finds_words_where_none_are_spaced() -> None:
    assert {'"你好"', '"好朋"'} <= names("你好朋友")


def test_it_keeps_words_with_vowel_signs_whole() -> None:
    assert '"हिन्दी"' in names("यह हिन्दी है")


def test_it_looks_at_every_part_of_a_long_text() -> None:
    parts = [f"{chr(97 + number % 26)}be{chr(97 + number // 26)}u" for number in range(676)]

    seen = [set(found.values()) for found in features_of_windows(" ".join(parts))]

    assert {f'"{word}"' for word in parts} <= set().union(*seen)
    assert seen[0] == names(" ".join(parts))


def test_it_looks_once_at_a_short_text() -> None:
    assert len(list(features_of_windows(" ".join(honest(10))))) == 1


def test_it_keeps_nothing_of_a_persons_name() -> None:
    assert (
        encode_comment("Well said.", name="Anna Example")
        == encode_comment("Well said.", name="Bert Sample")
        == encode_comment("Well said.")
    )


def test_it_sees_advertising_in_the_name_and_the_website() -> None:
    assert {'"casino"', "website", '"win.example"'} <= names("ok", name="Best Casino", url="https://win.example/a")


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_stays_quick_on_hostile_text(kind: str) -> None:
    text = HOSTILE[kind]

    assert growth(lambda size: features(text[:size], name=text[:245], url=text[:200]), most=len(text)) < LINEAR
    assert len(features(text, name=text[:245], url=text[:200])) < 3000


def test_it_packs_an_ordinary_comment_in_less_than_a_kilobyte() -> None:
    assert len(encode_comment(" ".join(honest(3)))) < 1000
