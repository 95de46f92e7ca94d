"""Reads a comment as the filter sees it: plain text, its words in order, and the hosts it links to."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from comments.text.characters import DIGITS, INVISIBLE, LETTER, SPACELESS, word
from comments.text.lookalikes import readings
from comments.text.markup import lexer, links
from comments.text.markup.pieces import Piece, Tag, text_of

# Words that stand for whatever address, e-mail address or number was written. The first two are private-use characters,
# which nobody types.
LINK, MAIL, NUMBER = "\ue000", "\ue001", "0"
FIRST_WORDS = 300
LAST_WORDS = 100
LONGEST_WORD = 40
# A longer text is judged by its beginning and its end, where advertising stands, and then by what lies between.
HEAD_CHARACTERS = 1_500
TAIL_CHARACTERS = 500
# Windows on the middle overlap, so that an advertisement that lies across a border is not cut in two.
WINDOW_STEP = 240
WINDOW_OVERLAP = 80
MOST_WINDOWS = 75

_MOST_TARGETS = 20
_LONGEST_TARGET = 300
# Anchors that software makes of times, mentions, hashtags and addresses say nothing that their words do not.
_BY_SOFTWARE = re.compile(r"\s*(?:\d+(?::\d+)+|[#@+].*)\s*\Z", re.S)
# Between Latin letters these change nothing that is seen, while joiners shape other scripts and emoji. Soft hyphens and
# byte order marks come along unseen with what honest people paste.
_HIDDEN = re.compile(f"(?<=[A-Za-z])(?:(?![\u00ad\ufeff])[{INVISIBLE}])+(?=[A-Za-z])")
_STYLED = re.compile("[\u24b6-\u24e9\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f130-\U0001f189]")
_SPACED_LETTERS = re.compile(rf"(?<!\w)(?:{LETTER} ){{3,40}}{LETTER}(?!\w)")

_TOP = "biz|br|cc|cn|co|com|de|es|eu|fr|gl|info|io|ly|net|nl|org|pl|ru|tk|tv|uk|xyz"
# These end sentences too ("I like it.It is"), so that only a path makes an address of them.
_TOP_OR_WORD = "app|at|be|club|fm|in|is|it|link|live|me|online|pro|shop|site|so|store|to|top|us|vip"
# Beside the addresses that can be linked, names of hosts and those that are written so as not to look like one.
_HOSTS = re.compile(
    rf"(?<![\w.-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,4}}\.(?:(?:{_TOP})\b(?:/[^\s<>\"]{{0,500}})?"
    rf"|(?:{_TOP_OR_WORD})/[^\s<>\"]{{1,500}})"
    r"|(?<![\w.-])[\w-]{2,63}(?:\s{1,2}\.\s{0,2}|\s?[(\[](?:\.|dot)[)\]]\s?)(?:com|net|org|ru)\b"
)
# Most comments hold none, which is told much faster.
_MAY_NAME_HOST = re.compile(rf"[(\[]dot[)\]]|\.[)\]]?\s{{0,2}}(?:{_TOP})\b|\.(?:{_TOP_OR_WORD})/")
# Looser than `comments.net.emails`, for what is written to be read and not to be delivered; another expression would
# make other features, of which stored filters know nothing (FEATURE_VERSION).
_MAILS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([^\s/?#:]{1,100})")
_BRACKETED_DOT = re.compile(r"[(\[](?:\.|dot)[)\]]")
_STRETCHED = re.compile(rf"({LETTER})\1{{2,}}")

_SPACELESS_RUN = re.compile(f"[{SPACELESS}]{{2,}}+")
_LETTERS = word(DIGITS)
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*+|{DIGITS}+|[{LINK}{MAIL}]")


@dataclass(frozen=True)
class PlainText:
    """A comment, or part of it, without tags, entities and invisible characters.

    `visible` keeps case and line breaks; `undisguised` is casefolded, with look-alike letters and s p a c e d words as
    they are meant to be read. `targets` are where anchors lead whose words do not say so. `has_hidden` tells of
    invisible characters inside words, `is_styled` of letters from outside the alphabet.
    """

    visible: str
    undisguised: str
    targets: tuple[str, ...]
    has_hidden: bool
    is_styled: bool


@dataclass(frozen=True)
class _Stripped:
    """A text without tags and entities, and at which indexes of it anchors lead elsewhere than they say."""

    text: str
    targets: tuple[tuple[int, str], ...]

    def targets_in(self, start: int, end: int) -> tuple[str, ...]:
        return tuple(target for index, target in self.targets if start <= index < end)[:_MOST_TARGETS]


def plain_text(text: str) -> PlainText:
    """Strip a comment as it was typed. Of a text longer than 2,000 characters only its beginning and its end."""
    return _beginning_and_end(_strip(text))


def plain_text_windows(text: str) -> Iterator[PlainText]:
    """Yield `plain_text`, and then overlapping windows on whatever it leaves out of a long text."""
    stripped = _strip(text)
    yield _beginning_and_end(stripped)
    end = len(stripped.text) - TAIL_CHARACTERS
    step = max(WINDOW_STEP, math.ceil((end - HEAD_CHARACTERS) / MOST_WINDOWS))
    for start in range(HEAD_CHARACTERS - WINDOW_OVERLAP, end - WINDOW_OVERLAP, step):
        past = start + step + WINDOW_OVERLAP
        yield _plain_text(stripped.text[start:past], stripped.targets_in(start, past))


def words_and_hosts(comment: PlainText) -> tuple[list[str], list[str]]:
    """Return the casefolded words in order, and the host of each link.

    An address is the word LINK or MAIL. Of a long comment there are only the first 300 and the last 100 words.
    """
    hosts: list[str] = []

    def mark(link: str) -> str:
        hosts.append(host_of_link(link))
        return f" {LINK} "

    text = comment.undisguised
    text = _MAILS.sub(f" {MAIL} ", text) if "@" in text else text
    text = links.replace_addresses(text, mark)
    text = _HOSTS.sub(lambda host: mark(host[0]), text) if _MAY_NAME_HOST.search(text) else text
    hosts += [host_of_link(target.casefold()) for target in comment.targets]
    return split_words(_STRETCHED.sub(r"\1\1", text)), hosts


def split_words(text: str) -> list[str]:
    """Split a casefolded text into words, at most FIRST_WORDS and LAST_WORDS of them.

    All numbers are the one word NUMBER. In scripts without spaces each pair of neighbouring letters is a word.
    """
    words: list[str] = []
    for found in _WORD.findall(text):
        if _SPACELESS_RUN.match(found):
            words.extend(found[index : index + 2] for index in range(len(found) - 1))
        else:
            words.append(NUMBER if found.isdigit() else found[:LONGEST_WORD])
    return words if len(words) <= FIRST_WORDS + LAST_WORDS else words[:FIRST_WORDS] + words[-LAST_WORDS:]


def host_of_link(link: str) -> str:
    """Return the host of a link, also of one written as `example (dot) com`; empty if there is none.

    Only for telling hosts apart in features: `comments.net.hostnames` reads those that count for anything else.
    """
    found = _HOST.match(_BRACKETED_DOT.sub(".", "".join(link.split())))
    return found[1] if found else ""


def top_level_domain(host: str) -> str:
    """Return `com` of `www.example.com`, without its dot."""
    return host.rpartition(".")[2]


def _strip(text: str) -> _Stripped:
    words, targets, length = [], [], 0
    pieces = list(lexer.read(text))
    for piece, following in zip_longest(pieces, pieces[1:], fillvalue=""):
        if target := _untold_target(piece, following):
            targets.append((length, target))
        words.append(text_of(piece))
        length += len(words[-1])
    return _Stripped("".join(words), tuple(targets))


def _untold_target(piece: Piece, following: Piece) -> str:
    """Where an anchor leads whose words do not say so themselves; empty for everything else."""
    target = piece.target[:_LONGEST_TARGET] if isinstance(piece, Tag) else ""
    return "" if target and _is_by_software(text_of(following)) else target


def _is_by_software(words: str) -> bool:
    first = next(links.find_addresses(words), None)
    return _BY_SOFTWARE.match(words) is not None or (first is not None and not words[: first.start].strip())


def _beginning_and_end(stripped: _Stripped) -> PlainText:
    text = stripped.text
    if len(text) > HEAD_CHARACTERS + TAIL_CHARACTERS:
        text = f"{text[:HEAD_CHARACTERS]} {text[-TAIL_CHARACTERS:]}"
    return _plain_text(text, stripped.targets_in(0, len(stripped.text) + 1))


def _plain_text(text: str, targets: tuple[str, ...]) -> PlainText:
    visible, *undisguised = readings(text)
    joined = _SPACED_LETTERS.sub(lambda letters: letters[0].replace(" ", ""), (undisguised or [visible])[0])
    return PlainText(
        visible=visible.strip(),
        undisguised=joined.strip().casefold(),
        targets=targets,
        has_hidden=_HIDDEN.search(text) is not None,
        is_styled=_STYLED.search(text) is not None,
    )
