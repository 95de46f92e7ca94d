"""The moderators' desk: what waits, one card at a time, and the decisions on it; all of it works without JavaScript."""
