"""Compiles word lists that moderators type, and says what is wrong with one."""

from itertools import islice

from comments.text.word_list.entries import EntryProblem, ListEntry, read_entries
from comments.text.word_list.matching import WordMatcher, WordMatchers, word_matcher

ERRORS_SHOWN = 20


def compile_list(listed: str) -> WordMatcher:
    """Compile a list, one entry a line. What cannot be used is left out, and the rest counts."""
    return word_matcher(line for line in read_entries(listed) if isinstance(line, ListEntry))


EMPTY = compile_list("")


def joined(*lists: WordMatcher) -> WordMatcher | WordMatchers:
    """Several compiled lists as one, which takes no memory of its own."""
    filled = [one for one in lists if not one.is_empty]
    return WordMatchers(filled) if len(filled) > 1 else (filled or [EMPTY])[0]


def errors_in(listed: str) -> list[str]:
    """Return sentences on lines that cannot be used, at most ERRORS_SHOWN."""
    problems = (line.sentence for line in read_entries(listed) if isinstance(line, EntryProblem))
    return list(islice(problems, ERRORS_SHOWN))
