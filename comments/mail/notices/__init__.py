"""Mails to moderators for whom comments wait."""
