"""What form a comment has: a score of traits that hold in any language, and how moderators read them."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comments.classifier.plain import Plain
from comments.classifier.words import MAIL
from comments.errors import Message
from comments.text.characters import LETTER

NAMES: dict[str, Message] = {
    "link": _("a link"),
    "links": _("several links"),
    "hidden link": _("a link behind other words"),
    "mail": _("an e-mail address"),
    "phone": _("a telephone number"),
    "number": _("a number"),
    "price": _("an amount of money"),
    "capitals": _("many capitals"),
    "all capitals": _("capitals only"),
    "digits": _("many digits"),
    "many digits": _("more digits than words"),
    "signs": _("many signs"),
    "exclamations": _("exclamation marks"),
    "stretched": _("a letter again and again"),
    "emoji": _("emoji"),
    "hashtags": _("several hashtags"),
    "lines": _("several lines"),
    "long": _("its length"),
    "repetition": _("the same words again and again"),
    "hidden": _("invisible characters inside words"),
    "two alphabets": _("letters of two alphabets in one word"),
    "styled": _("letters from outside the alphabet"),
    "website": _("a website"),
    "name with digits": _("digits in the name"),
}

_OCCURS = {
    "phone": re.compile(r"(?<![\w.])\+?\d(?:[ ()./-]{0,2}\d){7,14}(?![\w.])"),
    "price": re.compile(r"[$€£¥₽₹]\s?\d|\d\s?(?:[$€£¥₽₹]|(?:usd|eur|euros?|dollars?)\b)", re.I),
    "exclamations": re.compile("![^!]*!"),
    "stretched": re.compile(rf"({LETTER})\1{{3}}"),
    "emoji": re.compile("[\u2600-\u27bf\u2b50\U0001f000-\U0001faff]"),
    "hashtags": re.compile(r"(?<!\w)#\w[^#]*(?<!\w)#\w"),
    "lines": re.compile(r"\n[^\n]*\n"),
    "two alphabets": re.compile("[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z]"),
}
_LONG = 128
_SIGN = re.compile(r"[^\w\s]")
_DIGIT = re.compile(r"\d")


def traits(comment: Plain, *, links: int, words: list[str]) -> Iterator[str]:
    """Keys of NAMES; `words` are those of the text, casefolded."""
    seen = comment.seen
    held = {
        "link": links > 0,
        "links": links > 1,
        "long": len(seen) >= _LONG,
        "hidden link": bool(comment.targets),
        "mail": MAIL in words,
        "hidden": comment.has_hidden,
        "styled": comment.is_styled,
        "repetition": len(words) >= 10 and len(set(words)) < len(words) / 2,
    }
    yield from (name for name, holds in held.items() if holds)
    yield from (name for name, pattern in _OCCURS.items() if pattern.search(seen))
    yield from _shares(seen)


def _shares(seen: str) -> Iterator[str]:
    size, large = len(seen) or 1, sum(map(str.isupper, seen))
    letters = large + sum(map(str.islower, seen))
    digits = len(_DIGIT.findall(seen))
    shares = {
        "capitals": letters >= 5 and large >= 0.3 * letters,
        "all capitals": letters >= 5 and large >= 0.6 * letters,
        "digits": digits >= 0.1 * size,
        "many digits": digits >= 0.3 * size,
        "signs": len(_SIGN.findall(seen)) >= 0.2 * size,
    }
    yield from (name for name, holds in shares.items() if holds)
