"""The filter that learns from moderators' decisions: what a comment is made of, learning, judging. No database."""

from comments.learning.corpus import Example
from comments.learning.features import FEATURE_VERSION
from comments.learning.filter import LEAST_OF_EACH, Filter, Score, UnknownBlob
from comments.learning.measures import HOLD_BUDGET, SPAM_BUDGET
from comments.learning.packing import pack
from comments.learning.thresholds import Thresholds
from comments.learning.training import train

__all__ = [
    "FEATURE_VERSION",
    "HOLD_BUDGET",
    "LEAST_OF_EACH",
    "SPAM_BUDGET",
    "Example",
    "Filter",
    "Score",
    "Thresholds",
    "UnknownBlob",
    "pack",
    "train",
]
