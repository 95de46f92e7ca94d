"""When a text holds an entry of a word list, and what is wrong with a list as it was typed."""

from itertools import islice

from comments.text.wordlist.entries import Line, Problem, read
from comments.text.wordlist.matching import WordList, word_list

ERRORS_SHOWN = 20


def parsed(listed: str) -> WordList:
    """The list ready for use. What cannot be used is left out, and the rest counts."""
    return word_list(line for line in read(listed) if isinstance(line, Line))


NOTHING = parsed("")


def errors_in(listed: str) -> list[str]:
    """Sentences on lines that cannot be used; the first twenty of them."""
    problems = (line.sentence for line in read(listed) if isinstance(line, Problem))
    return list(islice(problems, ERRORS_SHOWN))
