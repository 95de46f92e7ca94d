"""When a text or an address holds an entry of a word list. Needs no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text.word_list import compile_list, errors_in

pytestmark = pytest.mark.once

BAD = "ass tit cock cunt shit fuck piss sex anal cialis twat rape hoe cum wank slut fag nude spic bra cop pot"


def found(listed: str, text: str) -> str | None:
    match = compile_list(listed).find_first(text)
    return match.entry if match else None


def is_literal(listed: str, text: str) -> bool:
    match = compile_list(listed).find_first(text)
    assert match
    return match.is_literal


@pytest.mark.parametrize("listed", ["", "\n \n", "*", "***\n*", "/", "/(/", "\u200b"])
def test_it_finds_nothing_where_nothing_usable_is_listed(listed: str) -> None:
    assert found(listed, "anything / at all") is None


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("casino", "The casino opens."),
        ("casino", "CASINO!"),
        ("Casino", "ｃａｓｉｎｏ"),
        ("casino", "cas\u200bino"),
        ("casino", "_casino_"),
        ("casino", "x@casino.example"),
        ("straße", "STRASSE"),
        ("casino", "CASİNO"),
        ("free money", "Free\n\t  money"),
        ("free money", "free mоney, with a Cyrillic letter"),
        ("casino*", "casinos"),
        ("*casino", "onlinecasino"),
        ("*casino*", "onlinecasinos"),
        ("free mon*", "free money"),
        ("*ree money", "free money"),
        ("$$$", "give me $$$$ now"),
        ("c++", "I like c++ and"),
        ("1.2.3.", "from 1.2.3.4"),
        ("f*ck", "oh f*ck that"),
        ("o'neill", "by O'Neill himself"),
        ("🎰", "spin 🎰🎰"),
        ("赌场", "网上赌场很好"),
        ("คาสิโน", "เล่นคาสิโนออนไลน์"),
        ("casino", "网上casino赌场"),
        ("हिन्दी", "यह हिन्दी है"),
        ("замок", "за\u0301мок"),
        ("سلام", "سَلَام"),
        ("/c[a4]sino/", "C4SINO"),
        ("/\\bказино\\b/", "Наше КАЗИНО тут"),
        ("/free .* money/", "free\nlots of\nmoney"),
        ("/straße/", "STRASSE"),
        ("/casino/", "cаsino with a Cyrillic letter"),
        ("/\\d{4}-\\d{4}/", "１２３４-5678"),
    ],
)
def test_it_finds_an_entry(listed: str, text: str) -> None:
    assert found(listed, text) == listed


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("cialis", "A specialist."),
        ("casino", "casinos"),
        ("casino", "onlinecasino"),
        ("casino*", "onlinecasino"),
        ("*casino", "casinos"),
        ("free money", "free the money"),
        ("free money", "free moneys"),
        ("free money", "carefree money"),
        ("c++", "c+ +"),
        ("a.c", "abc"),
        ("हिन्द", "हिन्दी"),
        ("ano", "El año pasado."),
        ("schwul*", "Ein schwüler Tag."),
        ("sik*", "Sıkıntı yok."),
        ("cop", "сор"),
        ("g0", "go"),
        ("/\\bon\\b/", "façon"),
        ("/\\bass\\b/", "chassé"),
        ("/^casino$/", "a casino"),
        ("/c\\Sino/", "c ino"),
    ],
)
def test_it_does_not_find_it_elsewhere(listed: str, text: str) -> None:
    assert found(listed, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "The specialist of Scunthorpe, Penistone and Sussex assesses titles, classes and cocktails.",
        "A shiitake basis for analysis: Essex, Dick Van Dyke's grape, therapist, Hoesch, cucumbers, circumstances.",
        "Swanky Pissarro documents, despicable fagots, denuded slots, brass, copper and potatoes.",
        "Хорошо, что вынесли сор из избы, а вор сор не вынес: рот на замке.",
        "Σου είπα για το ουίσκι και τον τόπο, όμως όχι.",
        "Ο σοφός και ο τοπ: ρα, τα, να, σε χορό.",
        "Я съел тост. Сосед тоже. Нас тут сто.",
        "Un été à Essuyer: l'assiette, la brassée, le cumin.",
        "From 10am, 100m on, the 1st of May: COP26, b2b, mp3, 4x4.",
    ],
)
def test_it_lets_innocent_words_pass(text: str) -> None:
    assert found(BAD.replace(" ", "\n"), text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "саsinо",
            "cаsino",
            "ⅽasino",
            "c\u200basino",
            "ＣＡＳＩＮＯ",
            "САSІNО",
            "ᴄᴀsɪɴᴏ",
            "cas1n0",
            "c̶a̶s̶i̶n̶o̶",
            "cásíno",
        ),
        *("cas\u302aino", "cas\u0131\u0307no", "🇨🇦🇸🇮🇳🇴", "CASlNO"),
    ],
)
@pytest.mark.parametrize("listed", ["casino", "casin*", "*asino", "*asin*", "CASINO", "саsinо"])
def test_it_finds_a_disguised_word(listed: str, text: str) -> None:
    assert found(listed, f"The {text} opens.") == listed


def test_it_finds_a_word_of_nothing_but_lookalikes_among_latin_words() -> None:
    assert found("sex", "free ѕех here") == "sex"


def test_it_finds_russian_words_with_borrowed_letters() -> None:
    assert found("сука", "Ну ты cyкa") == "сука"


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("casino", "ＣＡＳＩＮＯ"),
        ("casino", "c̶a̶s\u200bino"),
        ("casino", "CASİNO"),
        ("VIAGRA", "viagra"),
        ("râpé", "Le fromage RÂPÉ"),
        ("maße", "Die Maße"),
        ("*maß*", "Die Maße"),
        ("/\\bmaße/", "Die Maße"),
        ("сор", "Сор и сор"),
        ("σοφός", "ΣΟΦΌΣ"),
        ("sık", "SIK SIK geçiyorum, çok güzel."),
        ("route101", "Route101"),
        ("🇩🇪", "Aus 🇩🇪"),
        ("rapé\nrape", "râpé, rape"),
    ],
)
def test_it_says_that_an_entry_is_there_as_typed(listed: str, text: str) -> None:
    assert is_literal(listed, text)


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("rape", "du fromage râpé"),
        ("cote", "Le côté nord"),
        ("sik", "SIK SIK bu köprüden geçiyorum, çok güzel."),
        ("sik", "ŞIK SIK"),
        ("masse", "Die Maße"),
        ("/masse/", "Die Maße"),
        ("maße", "DIE MASSE"),
        ("cop", "In Russian the word сор means litter."),
        ("routelol", "every day Route101"),
        ("casino", "cаsino"),
        ("*casino*", "CASlNO"),
        ("casino", "🇨🇦🇸🇮🇳🇴"),
        ("cаsino", "casino"),
    ],
)
def test_it_says_that_a_text_only_looks_like_an_entry(listed: str, text: str) -> None:
    assert not is_literal(listed, text)


def test_it_prefers_an_entry_that_is_there_as_typed() -> None:
    assert found("cop\nlitter", "In Russian сор means litter.") == "litter"


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("192.0.2.", "192.0.2.77"),
        ("192.0.2", "192.0.2.77"),
        ("192.0.2*", "192.0.25.7"),
        ("192.0.2.77", "192.0.2.77"),
        ("192.0.", "192.0.2.77"),
        ("2001:db8*", "2001:db80::1"),
        ("2001:DB8", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("fe80::1", "fe80::1"),
    ],
)
def test_it_finds_an_address_by_its_beginning(entry: str, address: str) -> None:
    match = compile_list(f"poker\n{entry}").find_address(address)

    assert match
    assert match.entry == entry


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("88", "203.0.113.88"),
        ("*88*", "203.0.113.88"),
        ("203*", "203.0.113.88"),
        ("/\\d+/", "203.0.113.88"),
        ("192.0.2", "192.0.25.7"),
        ("192.0.2", "10.192.0.2"),
        ("192.0.2.7", "192.0.2.77"),
        ("2001:db8", "2001:db80::1"),
        ("db8", "2001:db8::1"),
        ("192.0.2.", ""),
    ],
)
def test_it_finds_no_address_by_less_than_its_beginning(entry: str, address: str) -> None:
    assert compile_list(entry).find_address(address) is None


def test_it_names_the_entry_as_it_was_typed() -> None:
    assert found("other\n  CaSINO* \nmore", "casinos") == "CaSINO*"


def test_it_uses_the_rest_of_a_list_that_has_a_bad_entry() -> None:
    assert found("/(/\n*\n/.*/\ncasino", "casino") == "casino"


@given(st.text(st.characters(exclude_categories=[])), st.text(st.characters(exclude_categories=[])))
def test_it_never_fails_on_what_is_typed(listed: str, text: str) -> None:
    found(listed, text)
    errors_in(f"/{listed}/")


@given(st.text(st.sampled_from("ab *.é"), min_size=1), st.text(st.sampled_from("ab .é")))
def test_it_finds_only_what_is_there(entry: str, text: str) -> None:
    core = " ".join(entry.strip("* ").split())

    assert found(entry, text) is None or core in " ".join(text.split())


@given(st.lists(st.text("ab", min_size=2, max_size=5)), st.text("ab"))
def test_it_finds_every_part_that_is_there(parts: list[str], text: str) -> None:
    is_there = any(part in text for part in parts)

    assert (found("\n".join(f"*{part}*" for part in parts), text) is not None) == is_there


@given(st.lists(st.text("ab", min_size=2, max_size=5)), st.lists(st.text("ab", min_size=1)))
def test_it_finds_every_beginning_and_end_that_is_there(parts: list[str], words: list[str]) -> None:
    begins = any(word.startswith(part) for part in parts for word in words)
    ends = any(word.endswith(part) for part in parts for word in words)

    assert (found("\n".join(f"{part}*" for part in parts), " ".join(words)) is not None) == begins
    assert (found("\n".join(f"*{part}" for part in parts), " ".join(words)) is not None) == ends
