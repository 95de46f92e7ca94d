"""Invented comments to learn from: the same for the same seed, each a little different."""

import random

from comments.classifier.evaluation import HOLD_BUDGET, SPAM_BUDGET
from comments.classifier.features import encode_comment
from comments.classifier.model import Filter, train
from comments.classifier.svm import Example

_ABOUT = (
    "the garden",
    "this recipe",
    "your second paragraph",
    "the old bridge",
    "the council's plan",
    "her last novel",
)
_THOUGHTS = ("reminded me of", "is nothing like", "explains", "leaves out", "was better than", "made me think of")
_MATTERS = ("my grandfather's workshop", "the winter of the flood", "what we learnt at school", "a walk by the river")
_ENDS = ("I had forgotten.", "Well said.", "Does anyone know more?", "I disagree on one point.", "It rained all day.")
_ASIDES = (
    "oak",
    "elm",
    "birch",
    "willow",
    "heron",
    "otter",
    "curlew",
    "mill",
    "forge",
    "lock",
    "weir",
    "ferry",
    "barn",
)

_CALLS = ("Visit", "Click", "Check out", "Order at", "Subscribe to", "Buy from", "Look at")
_OFFERS = ("my new shop", "our channel", "the best casino", "cheap pills", "my website", "free followers")
_LURES = ("and win a prize", "for 50 % discount", "and earn money from home", "today only", "and get it free")
_PLACES = ("http://deals.example", "www.best-offer.example/now", "https://win.example/x", "shop.example.com")


def honest(count: int, *, seed: int = 1) -> list[str]:
    draw = random.Random(seed)
    return [
        f"{draw.choice(_ABOUT).capitalize()} {draw.choice(_THOUGHTS)} {draw.choice(_MATTERS)}, {draw.choice(_ASIDES)} "
        f"and {draw.choice(_ASIDES)} by the {draw.choice(_ASIDES)} too. {draw.choice(_ENDS)}"
        for _ in range(count)
    ]


def advertising(count: int, *, seed: int = 2) -> list[str]:
    draw = random.Random(seed)
    return [
        f"{draw.choice(_CALLS)} {draw.choice(_OFFERS)} {draw.choice(_LURES)}! {draw.choice(_PLACES)} "
        f"{draw.choice(_ASIDES)} {draw.choice(_ASIDES)}"
        for _ in range(count)
    ]


def examples(*, spam: int, honest_ones: int, seed: int = 0) -> list[Example]:
    texts = [(text, True) for text in advertising(spam, seed=seed + 2)]
    texts += [(text, False) for text in honest(honest_ones, seed=seed + 1)]
    return [Example(is_spam, encode_comment(text)) for text, is_spam in texts]


def learnt(material: list[Example]) -> Filter:
    return train(material, hold_budget=HOLD_BUDGET, spam_budget=SPAM_BUDGET)
