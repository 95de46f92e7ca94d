"""Mails: how they are written, where they are handed over, and who is not written to."""
