"""When a text holds an entry of a word list, and what is wrong with a list as it was typed."""

from functools import lru_cache
from itertools import islice

from comments.wordlist.entries import Line, Problem, read
from comments.wordlist.matching import WordList, word_list

# A list of the greatest length takes megabytes; most take next to nothing.
LISTS_KEPT = 32
ERRORS_SHOWN = 20


@lru_cache(maxsize=LISTS_KEPT)
def parsed(listed: str) -> WordList:
    """The list ready for use. What cannot be used is left out, and the rest counts."""
    return word_list(line for line in read(listed) if isinstance(line, Line))


def errors_in(listed: str) -> list[str]:
    """Sentences on lines that cannot be used; the first twenty of them."""
    problems = (line.sentence for line in read(listed) if isinstance(line, Problem))
    return list(islice(problems, ERRORS_SHOWN))
