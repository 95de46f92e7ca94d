"""The words of a comment in order, with a mark for each address in it, and the hosts that it links to."""

import re

from comments.classifier.plain import Plain
from comments.text.characters import DIGITS, LETTER, SPACELESS, word
from comments.text.markup import links

LINK, MAIL, NUMBER = "\ue000", "\ue001", "0"
FIRST_WORDS = 300
LAST_WORDS = 100
LONGEST_WORD = 40

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
_APART = re.compile(r"[(\[](?:\.|dot)[)\]]")
_STRETCHED = re.compile(rf"({LETTER})\1{{2,}}")

_UNSPACED = re.compile(f"[{SPACELESS}]{{2,}}+")
_LETTERS = word(DIGITS)
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*+|{DIGITS}+|[{LINK}{MAIL}]")


def words_and_hosts(comment: Plain) -> tuple[list[str], list[str]]:
    """Casefolded; a long comment's first and last words."""
    hosts: list[str] = []

    def mark(link: str) -> str:
        hosts.append(host_of(link))
        return f" {LINK} "

    text = _MAILS.sub(f" {MAIL} ", comment.read) if "@" in comment.read else comment.read
    text = links.replaced(text, mark)
    text = _HOSTS.sub(lambda host: mark(host[0]), text) if _MAY_NAME_HOST.search(text) else text
    hosts += [host_of(target.casefold()) for target in comment.targets]
    return words_of(_STRETCHED.sub(r"\1\1", text)), hosts


def words_of(text: str) -> list[str]:
    """All numbers are one word; scripts without spaces give pairs of letters."""
    words: list[str] = []
    for found in _WORD.findall(text):
        if _UNSPACED.match(found):
            words.extend(found[place : place + 2] for place in range(len(found) - 1))
        else:
            words.append(NUMBER if found.isdigit() else found[:LONGEST_WORD])
    return words if len(words) <= FIRST_WORDS + LAST_WORDS else words[:FIRST_WORDS] + words[-LAST_WORDS:]


def host_of(link: str) -> str:
    found = _HOST.match(_APART.sub(".", "".join(link.split())))
    return found[1] if found else ""


def top_of(host: str) -> str:
    return host.rpartition(".")[2]
