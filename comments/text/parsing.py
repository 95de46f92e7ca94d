"""Reads values that requests carry as text: ids and query strings."""

from urllib.parse import unquote_to_bytes


def parse_id(written: str) -> int | None:
    """Return a row's id as our forms and addresses have it, in at most 18 ASCII digits; None for anything else."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else None


def is_utf8_query(query: str) -> bool:
    """Whether a query string as sent is UTF-8 behind its percent signs; others would be read as one and the same."""
    try:
        unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeError:
        return False
    return True
