"""Sentences with a name or a time in them."""

from comments.errors import Message


def fill(sentence: Message, **words: object) -> str:
    """Put the words into a sentence such as “%(who)s approved it at %(when)s.”.

    A word that brings a full stop of its own, like “10:02 p.m.”, ends the sentence with that one.
    """
    text = str(sentence)
    for name, word in words.items():
        if str(word).endswith("."):
            text = text.replace(f"%({name})s.", f"%({name})s")
    return text % words
