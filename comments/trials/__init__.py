"""Trying a rule before it is switched on: what it would have done to the comments of the last 30 days."""
