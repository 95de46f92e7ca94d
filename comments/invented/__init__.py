"""Invented load for measuring: threads full of comments that nobody wrote, decided, counted and whole."""

from comments.invented.shapes import Form, Wanted
from comments.invented.wanted import MOST_COMMENTS, MOST_IN_THREAD, Unfit, refuse_unfit, spread
from comments.invented.writing import Made, fill, site_for

__all__ = [
    "MOST_COMMENTS", "MOST_IN_THREAD", "Form", "Made", "Unfit", "Wanted", "fill", "refuse_unfit", "site_for", "spread",
]  # fmt: skip
