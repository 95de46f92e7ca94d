"""Synthetic load for measuring: threads full of comments, with the decisions and counts that real ones have."""
