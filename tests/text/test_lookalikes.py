"""Which texts and names look the same. Needs no database."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text import lookalikes
from comments.text.lookalikes import name_keys, readings, skeleton
from tests.support.effort import LINEAR, growth

pytestmark = pytest.mark.once

HONEST = [
    "Хорошо, что вынесли сор из избы: рот на замке, а вор на свободе.",
    "Мой кот съел тост и ушёл спать.",
    "Σου είπα για το ουίσκι και τον τόπο, όμως όχι.",
    "El año pasado mi papá compró un sillón.",
    "Es war schwül, und der Döner schön scharf.",
    "Şık bir gün, sıkıntı yok.",
    "Được rồi, các bạn ạ.",
    "Łódź, Kraków i Gdańsk to ładne miasta.",
    "हिन्दी में लिखा हुआ वाक्य",
    "东京の天気は晴れです。",
    "From 10am to 11pm, 100m below, on the 1st of May 2010, at 1:10.",
    "The h264 codec, b2b and the A101 road.",
    "The AI at BBC and the IT department.",
    "Vive la France 🇫🇷, Germany🇩🇪 and HTML.",
]


@pytest.mark.parametrize("text", HONEST)
def test_it_reads_an_honest_sentence_one_way(text: str) -> None:
    assert set(map(strip_accents, readings(text))) == {strip_accents(text)}


def strip_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not "\u0300" <= char <= "\u036f")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("саsinо", "casino"),
        ("cаsino", "casino"),
        ("САSІNО", "casino"),
        ("cαsino", "casino"),
        ("casɪno", "casino"),
        ("ᴄᴀsɪɴᴏ", "casino"),
        ("🅲🅰🆂🅸🅽🅾", "casino"),
        ("cas1no", "casino"),
        ("casin0", "casino"),
        ("gamb|ing", "gambling"),
        ("gambIing", "gambling"),
        ("CASlNO", "casino"),
        ("🇨🇦🇸🇮🇳🇴", "casino"),
        ("cásíno", "casino"),
        ("casinӧ", "casino"),
        ("casїno", "casino"),
        ("casίno", "casino"),
        ("casinό", "casino"),
        ("buy ѕех here", "buy sex here"),
        ("cукa", "сука"),
        ("к0т з0л0то", "к0т золото"),
        ("μαλaκα", "μαλακα"),
    ],
)
def test_it_reads_what_a_disguise_means(written: str, meant: str) -> None:
    assert meant in map(str.lower, readings(written))


@pytest.mark.parametrize(
    "written",
    [
        "ＣＡＳＩＮＯ",
        "𝒄𝒂𝒔𝒊𝒏𝒐",
        "ⓒⓐⓢⓘⓝⓞ",
        "ⅽasino",
        "ϲasino",
        "Ϲasino",
        "c\u200basino",
        "cas\ufe0fi\u034fno",
        "c̶a̶s̶i̶n̶o̶",
        "cas\u302aino",
        "cas\u0131\u0307no",
    ],
)
def test_it_shows_other_forms_of_a_letter_as_the_letter(written: str) -> None:
    assert readings(written)[0].lower() == "casino"


@pytest.mark.parametrize("word", ["сор", "рот", "ухо", "σου", "año", "schwül", "resumé"])
def test_it_leaves_a_word_alone_that_only_looks_like_another(word: str) -> None:
    assert readings(word) == (word,)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("аdmin", "admin"),
        ("rnoderator", "Moderator"),
        ("ADMIN", "admin"),
        ("AIice", "Alice"),
        ("A1ice", "Alice"),
        ("m0derat0r", "moderator"),
        ("J. o-h_n", "John"),
        ("Jöhn", "John"),
        ("ᴀᴅᴍɪɴ", "admin"),
        ("Ａｄｍｉｎ", "admin"),
        ("ad\u200bmin", "admin"),
        ("ΝΙΚΟΣ", "Νικος"),
        ("ИВАН", "Иван"),
        ("İpek", "ipek"),
    ],
)
def test_it_takes_names_that_look_alike_for_the_same(name: str, other: str) -> None:
    assert name_keys(name) & name_keys(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [("Alice", "Bob"), ("Ann", "Anna"), ("...", "---"), ("", ""), ("सीता", "सति"), ("がく", "かく"), ("李", "王")],
)
def test_it_tells_other_names_apart(name: str, other: str) -> None:
    assert not name_keys(name) & name_keys(other)


def test_it_has_the_skeletons_of_the_standard() -> None:
    assert skeleton("rnoderator") == skeleton("moderator")
    assert skeleton("аdmin") == skeleton("admin")
    assert skeleton("O0o") == "ooo"
    assert skeleton("I1l|") == "llll"


@given(st.text())
def test_it_gives_a_skeleton_that_is_its_own(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)


@given(st.text(st.characters(exclude_categories=[])))
def test_it_never_fails_on_what_is_typed(text: str) -> None:
    assert readings(text)
    assert name_keys(text) is not None


@pytest.mark.parametrize(
    "text",
    ["a" + "\u0301\u0327" * 10_000, "ﷺ" * 20_000, "éé" * 10_000, "о1 " * 6_666, "aо" * 10_000, "\ud800" * 20_000],
)
def test_it_takes_little_time_on_a_hostile_text(text: str) -> None:
    assert growth(lambda size: (readings(text[:size]), skeleton(text[:size])), most=len(text)) < LINEAR


def test_it_keeps_letters_of_other_alphabets_only() -> None:
    rows = [line for line in table() if not line.startswith("#")]

    assert all(len(row.split("\t")[0]) == 1 and row[0].isascii() and row[0].isalpha() for row in rows)
    assert not any(char.isascii() for row in rows for char in row.split("\t")[1])


def test_it_says_whose_data_the_table_holds() -> None:
    notice = "\n".join(table())

    assert "UTS #39, version" in notice
    assert "UNICODE LICENSE V3" in notice


def table() -> list[str]:
    return Path(lookalikes.__file__).with_name("lookalikes.txt").read_text(encoding="utf-8").splitlines()
