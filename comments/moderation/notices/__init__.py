"""Notices: who is written to when comments wait for moderators, and when. What is written says `comments.mail`."""
