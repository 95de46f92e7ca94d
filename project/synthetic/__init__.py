"""Invented load for measuring: threads full of comments that nobody wrote, decided, counted and whole."""

from project.synthetic.shapes import Form, Wanted
from project.synthetic.wanted import MOST_COMMENTS, MOST_IN_THREAD, Unfit, refuse_unfit, spread
from project.synthetic.writing import Made, fill, site_for

__all__ = [
    "MOST_COMMENTS", "MOST_IN_THREAD", "Form", "Made", "Unfit", "Wanted", "fill", "refuse_unfit", "site_for", "spread",
]  # fmt: skip
