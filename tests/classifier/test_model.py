"""What a filter says of a comment, and how it is kept. Needs no database."""

import zlib

import pytest

from comments.classifier.model import Filter, UnknownBlob
from tests.classifier.corpora import advertising, examples, honest, learnt
from tests.classifier.test_features import HOSTILE
from tests.support.effort import LINEAR, growth, lines_run

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def learned() -> Filter:
    return learnt(examples(spam=120, honest_ones=120))


def test_it_names_the_words_that_weighed_most(learned: Filter) -> None:
    words = learned.judge("Subscribe to our channel and win a prize! http://deals.example").reasons

    assert "a link" in words
    assert any("channel" in word or "Subscribe".lower() in word for word in words)


def test_it_names_what_speaks_for_a_real_comment(learned: Filter) -> None:
    words = " ".join(learned.judge("The old bridge reminded me of a walk by the river.").reasons)

    assert "reminded" in words or "bridge" in words or "river" in words


def test_it_names_a_word_once(learned: Filter) -> None:
    named = [
        word for name in learned.judge(" ".join(honest(4))).reasons for word in name.strip('"').split() if word != "…"
    ]

    assert len(named) == len(set(named))


def test_it_says_nothing_of_a_comment_it_knows_nothing_about(learned: Filter) -> None:
    assert learned.judge("").reasons == ()


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_judges_whatever_comes(learned: Filter, kind: str) -> None:
    score = learned.judge(HOSTILE[kind], name=HOSTILE[kind][:100], url=HOSTILE[kind][:100])

    assert 0 <= score.probability <= 1
    assert all(len(word) < 200 for word in score.reasons)


@pytest.mark.parametrize("adverts", [advertising(8, seed=7), advertising(1, seed=7) * 8])
def test_it_finds_advertising_amid_a_long_text(learned: Filter, adverts: list[str]) -> None:
    around = " ".join(honest(60, seed=5))
    text = f"{around[:2000]} {' '.join(adverts)} {around[2000:4000]}"

    score = learned.judge(text)

    assert learned.thresholds.hold is not None
    assert score.probability >= learned.thresholds.hold
    assert "a link" in score.reasons


def test_it_takes_a_long_honest_text_for_one(learned: Filter) -> None:
    assert learned.judge(" ".join(honest(200, seed=5))[:20_000]).probability < 0.1


def test_it_judges_the_longest_text_in_little_time(learned: Filter) -> None:
    text = " ".join(honest(200, seed=5))[:20_000]

    assert growth(lambda size: learned.judge(text[:size]), most=20_000) < LINEAR


def test_it_judges_alike_with_and_without_markup(learned: Filter) -> None:
    assert learned.judge("<p>Visit our channel</p>\ufeff") == learned.judge("Visit our channel")


def test_it_judges_a_comment_in_little_time(learned: Filter) -> None:
    texts = [" ".join(honest(2, seed=seed)) for seed in range(200)]

    assert lines_run(lambda: [learned.judge(text) for text in texts]) < 5000 * len(texts)


def test_it_is_the_same_filter_after_it_was_stored(learned: Filter) -> None:
    again = Filter.from_bytes(learned.to_bytes())

    assert again == learned
    assert again.judge("Visit our channel") == learned.judge("Visit our channel")


def test_it_stores_a_missing_threshold_as_missing() -> None:
    early = learnt(examples(spam=1, honest_ones=1))

    assert Filter.from_bytes(early.to_bytes()).thresholds == early.thresholds
    assert early.thresholds.hold is None


def test_it_takes_little_room(learned: Filter) -> None:
    assert len(learned.to_bytes()) < 100_000


def _damaged(blob: bytes) -> dict[str, bytes]:
    start = blob.index(zlib.compress(b"", 6)[:2])
    return {
        "nothing": b"",
        "something else": b"pickle" * 100,
        "another version": blob[: start - 1] + bytes([blob[start - 1] + 1]) + blob[start:],
        "cut off": blob[:-100],
        "cut short": blob[:20],
        "bit flipped": blob[:200] + bytes([blob[200] ^ 4]) + blob[201:],
        "something behind": blob + b"x",
        "too little inside": blob[:start] + zlib.compress(b"short"),
        "too much inside": blob[:start] + zlib.compress(bytes(3_000_000)),
    }


@pytest.mark.parametrize(
    "damage", list(_damaged(b"learned filter \x01\x01" + zlib.compress(bytes(1000), 6) + bytes(300)))
)
def test_it_refuses_a_damaged_blob(learned: Filter, damage: str) -> None:
    with pytest.raises(UnknownBlob):
        Filter.from_bytes(_damaged(learned.to_bytes())[damage])
