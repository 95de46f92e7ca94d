"""Which texts say nearly the same, and whether their bands bring them together. Needs no database."""

import itertools
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.similarity import fingerprints
from comments.similarity.fingerprints import Fingerprint, fingerprint

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent.parent
SENTENCE = "My cousin Peter showed me how to earn $4,500 a month from home, read it on http://easy.example/a1 today"
PASSAGE = (
    "The council said on Monday that the bridge will stay closed until the end of May, because the steel of the "
    "southern pier is weaker than the surveyors had thought. "
)
# Each a little over two thirds as long as the passage: six words of ten are quoted.
OWN = (
    "So who pays for the buses now? I drive twice as far to work and nobody asked us in the village.",
    "Weaker than thought is a fine way to put it. My father painted that rail and warned them years ago.",
    "We were promised weekly news and get some once a season. Please print dates next time, not hopes.",
    "As an engineer I find this honest. Better shut a road than read about an accident in your paper later.",
)
HONEST = (
    "Thank you for this article, it helped me to understand what the vote on Sunday is about.",
    "Thank you for the article, but it does not say a word about the people in the old harbour.",
    "I do not agree with the author, and I think that most people in this town do not either.",
    "I agree with most of it, and I think that the author should come and see the town at night.",
    "This is the best thing I have read about the bridge in a long time, and I read a lot.",
    "This is the worst idea that I have heard in a long time, and I have lived here for a long time.",
    "How is it possible that nobody in the council knew about this before the summer?",
    "How is it possible that the council can find money for a car park and none for a school?",
    "I am sorry for everybody who lives there, we had the same thing in our street last year.",
    "I am sorry to say so, but this is what we get when nobody goes to vote in the spring.",
)
# A template of the kind that spam is spun from: one of each group is drawn, and the last ones are filled in anew.
TEMPLATE = (
    "{Hello|Hi|Hey} {friends|everyone|all}, {I am|I'm} {earning|making|getting} {amount} {per|every|each} "
    "{week|month} working from home with only a {laptop|phone|computer}. My {friend|neighbour|cousin} {name} showed me "
    "{how|the way} and {now|today} I {quit|left} my old job. No {experience|skills} needed, {anyone|everybody} can do "
    "it right now. {Visit|Check|See} {link} or write to {mail} for {details|more information}"
)
NAMES = ("John", "Maria", "Okoro", "Sofia", "Chen", "Fatima", "Priya", "Hugo")
PADDING = ("really", "honestly", "my dear", "indeed", "please", "well", "surely", "qzxw", "bldrk")
NOISE = ("🔥", "💰💰", "...", "!!!", "✅", "—")
LOOK_ALIKES = str.maketrans("aeocp", "аеоср")


def spun(template: str, seed: int) -> str:
    """One variant: synonyms, names, numbers and addresses drawn, words and emoji put in, letters disguised."""
    chance = random.Random(seed)
    words = " ".join(_drawn(template, chance)).split()
    return " ".join(itertools.chain.from_iterable(_disturbed(word, chance) for word in words))


def _drawn(template: str, chance: random.Random) -> Iterator[str]:
    for part in template.replace("}", "{").split("{"):
        filled = {
            "amount": f"${chance.randrange(500, 9999)}",
            "name": chance.choice(NAMES),
            "link": f"https://{_letters(chance)}.example/{_letters(chance)}",
            "mail": f"{_letters(chance)}@{_letters(chance)}.example",
        }
        yield filled.get(part) or chance.choice(part.split("|"))


def _letters(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7))


def _disturbed(word: str, chance: random.Random) -> Iterator[str]:
    if chance.random() < 0.05:
        yield chance.choice(PADDING)
    if chance.random() < 0.05:
        yield chance.choice(NOISE)
    disguises = (word.upper(), f"{word},", f"{word[:1]}\u200b{word[1:]}", word.translate(LOOK_ALIKES))
    yield chance.choice(disguises) if chance.random() < 0.1 and word.isalpha() else word


def clusters(texts: Iterable[str]) -> list[int]:
    """For each text the first one of its cluster, by the bands as a table of first comments remembers them."""
    first: dict[int, int] = {}
    seen: list[Fingerprint] = []
    leaders: list[int] = []
    sizes: Counter[int] = Counter()
    for number, text in enumerate(texts):
        found = fingerprint(text)
        values = fingerprints.bands(found)
        near = {first[value] for value in values if value in first}
        like = [leaders[other] for other in near if fingerprints.are_similar(found, seen[other])]
        leader = max(like, key=lambda one: (sizes[one], -one), default=number)
        seen.append(found)
        leaders.append(leader)
        sizes[leader] += 1
        for value in values:
            first.setdefault(value, number)
    return leaders


def alike(one: str, other: str) -> bool:
    return fingerprints.are_similar(fingerprint(one), fingerprint(other))


@pytest.mark.parametrize(
    "variant",
    [
        SENTENCE.replace("http://easy.example/a1", "www.other.example/?ref=77"),
        SENTENCE.replace("http://easy.example/a1", "quick-money.com/now"),
        SENTENCE.replace("$4,500", "€ 12 300"),
        SENTENCE.replace("Peter", "Fatima"),
        SENTENCE.replace("cousin", "neighbour").replace("earn", "make"),
        SENTENCE.upper().replace(",", "!!! 🔥🔥"),
        SENTENCE.replace("earn", "e\u200ba\u00adrn").replace("home", "h\u0335ome"),
        SENTENCE.replace("month", "mоnth").replace("earn", "еаrn"),
        SENTENCE.replace("month", "m0nth").replace("read", "réad"),
        SENTENCE.replace("earn", "ea<b></b>rn").replace("month", "m&#111;nth"),
        SENTENCE.replace("showed me", "really showed me my friend"),
        SENTENCE.replace(" ", "\n"),
    ],
)
def test_it_knows_a_text_again_that_was_changed_here_and_there(variant: str) -> None:
    assert alike(SENTENCE, variant)


@pytest.mark.parametrize(
    ("one", "other", "unlike"),
    [
        (
            "加我微信免费领取股票内部消息每天稳赚三千元名额有限先到先得",
            "加我微信免费领取股票内部消息🔥每天稳赚五千元,名额有限先到先得!",
            "市政府昨天说大桥要关到五月底因为南边的钢梁比想象的要差得多",
        ),
        (
            "スマホだけで毎日五万円を稼ぐ方法を無料で教えますので今すぐラインで連絡してください",
            "スマホだけで毎日八万円を稼ぐ方法を無料で教えます!今すぐラインで連絡してください",
            "橋は五月の終わりまで閉鎖されると市役所が昨日発表しましたが本当に困ったものです",
        ),
        (
            "สมัครวันนี้รับเครดิตฟรีทันทีไม่ต้องฝากเงินถอนได้จริงทุกวันติดต่อแอดมินได้ตลอดเวลา",
            "สมัครเลยวันนี้รับเครดิตฟรีทันที ไม่ต้องฝากเงิน ถอนได้จริงทุกวัน ติดต่อแอดมินได้ตลอดเวลาค่ะ",
            "เทศบาลบอกว่าสะพานจะปิดจนถึงสิ้นเดือนพฤษภาคมเพราะเหล็กของเสาด้านใต้อ่อนแอกว่าที่คิดไว้",
        ),
        (
            "घर बैठे हर महीने पैसे कमाने का आसान तरीका सीखने के लिए अभी संदेश भेजें",
            "घर बैठे हर हफ्ते पैसे कमाने का आसान तरीका सीखने के लिए तुरंत अभी संदेश भेजें",
            "नगर परिषद ने कहा कि पुल मई के अंत तक बंद रहेगा क्योंकि खंभा कमजोर है",
        ),
    ],
)
def test_it_compares_texts_of_any_script(one: str, other: str, unlike: str) -> None:
    assert alike(one, other)
    assert not alike(one, unlike)


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(HONEST, 2)])
def test_it_keeps_honest_comments_apart_that_share_phrases(one: str, other: str) -> None:
    assert not alike(one, other)


@pytest.mark.parametrize("ending", ["", " https://council.example/minutes"])
@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(OWN, 2)])
def test_it_keeps_comments_apart_that_quote_the_same_passage(one: str, other: str, ending: str) -> None:
    assert not alike(PASSAGE + one + ending, PASSAGE + other + ending)


def test_it_takes_a_quote_with_next_to_nothing_of_its_own_for_a_repeat() -> None:
    assert alike(PASSAGE + "Shame on you all.", PASSAGE + "Who would believe it?")


@pytest.mark.parametrize(
    "text",
    [
        "Rest in peace", "Well said", "Danke schön", "RIP 😢😢😢", "+1", "10/10 👍", "100% agree!",
        "Happy new year 2027!", "My heart goes out to the family", "愿逝者安息,家人节哀顺变",
        "心よりご冥福をお祈り申し上げます", "ขอแสดงความเสียใจด้วยนะครับ", "고인의 명복을 빕니다",
        "🔥" * 500, "ha " * 40, "…", "", " \n ",
        "Yes.No", "So it is.It is so",
    ],
)  # fmt: skip
def test_it_lets_many_people_say_the_same_few_words(text: str) -> None:
    assert not fingerprint(text).words
    assert not fingerprints.bands(fingerprint(text))
    assert not alike(text, text)


@pytest.mark.parametrize(
    "text",
    [
        "Nice! http://a.example/b", "see www.a.example", "cheap-pills.com", "bit.ly/3xYz", "write to joe@a.example",
        "call +49 170 1234567", "WhatsApp 0151-234567", "I won 5,000", "only $5", "点击a.com领取",
        '<a href="http://a.example">here</a>',
    ],
)  # fmt: skip
def test_it_takes_a_short_text_with_an_address_or_a_number_for_a_repeat_if_it_is_the_same(text: str) -> None:
    assert alike(text, f"  {text.upper()} ")
    assert not alike(text, f"{text} x")
    assert not alike(text, f"Look: {text}")


@pytest.mark.parametrize(
    "text", [*HONEST, SENTENCE, "One two three four five six seven eight", "桥要关到五月底因为南边的钢梁比想象的要差"]
)
def test_it_takes_eight_words_for_enough(text: str) -> None:
    assert fingerprint(text).words
    assert alike(text, text)


def test_it_gives_a_handful_of_numbers_that_a_database_can_hold() -> None:
    values = fingerprints.bands(fingerprint(SENTENCE))

    assert len(set(values)) == 10
    assert all(-(2**63) <= value < 2**63 for value in values)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_it_gives_the_same_numbers_in_every_process(hash_seed: str) -> None:
    code = f"from comments.similarity import fingerprints as l; print(*l.bands(l.fingerprint({SENTENCE!r})))"
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)

    assert tuple(map(int, ran.stdout.split())) == fingerprints.bands(fingerprint(SENTENCE))


@pytest.mark.parametrize(("changed", "found_at_least"), [(0.1, 0.99), (0.2, 0.9), (0.25, 0.8)])
def test_it_brings_alike_texts_together(changed: float, found_at_least: float) -> None:
    pairs = [_pair(seed, changed=changed) for seed in range(200)]
    met = sum(not set(fingerprints.bands(one)).isdisjoint(fingerprints.bands(other)) for one, other in pairs)

    assert met / len(pairs) >= found_at_least


def _pair(seed: int, *, changed: float) -> tuple[Fingerprint, Fingerprint]:
    """A text of forty words, and the same with that share of them replaced."""
    chance = random.Random(seed)
    words = [_letters(chance) for _ in range(40)]
    anew = [_letters(chance) if chance.random() < changed else word for word in words]
    return fingerprint(" ".join(words)), fingerprint(" ".join(anew))


def test_it_gathers_a_flood_from_many_senders_and_leaves_honest_comments_alone() -> None:
    honest = [*HONEST, *(PASSAGE + own for own in OWN)]
    flood = [f"{spun(TEMPLATE, number)} Yours, sender{number % 150}" for number in range(300)]
    found = clusters([*honest, *flood])

    assert found[: len(honest)] == list(range(len(honest)))
    assert len(set(found[len(honest) :])) <= 3


@given(st.text(max_size=300))
def test_it_finds_any_text_like_itself_if_it_can_repeat(text: str) -> None:
    found = fingerprint(text)

    assert fingerprints.are_similar(found, found) == bool(found.words) == bool(fingerprints.bands(found))


def test_it_says_how_alike_two_texts_are() -> None:
    one, other = (fingerprint(f"red green blue white black grey pink {last}") for last in ("brown", "orange"))

    assert fingerprints.similarity(one, other) == fingerprints.similarity(other, one) == 7 / 9
    assert fingerprints.similarity(one, fingerprint("")) == 0


@pytest.mark.parametrize(
    "piece",
    [
        "a@",
        "a.",
        "<a",
        "&#769;",
        "+(0",
        "1 ",
        "www.",
        "a.bc/",
        "漢字",
        "ไทย",
        "א\u05b0\u05b1",
        "e\u0301",
        "\ufdfa",
        "x-y ",
    ],
)
def test_it_is_done_with_the_longest_text_in_no_time(piece: str) -> None:
    text = (piece * 20_000)[:20_000]

    assert len(fingerprints.bands(fingerprint(text))) in {0, 10}
