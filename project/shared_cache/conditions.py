"""What a request accepts: whether its copy still holds, and whether it takes gzip (RFC 9110 12.5.3, 13.1)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

# Group 1 is the tag without W/, since If-None-Match compares weakly.
_ETAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def tag_of(etag: str) -> str:
    """An ETag without its W/; empty for text that is none."""
    match = _ETAG.fullmatch(etag)
    return match[1] if match else ""


def has_copy(if_none_match: str, tag: str) -> bool:
    """Whether an If-None-Match names this tag, or is `*` (weak comparison)."""
    return if_none_match.strip() == "*" or (tag != "" and tag in _ETAG.findall(if_none_match))


def is_unchanged_since(if_modified_since: str, last_modified: str) -> bool:
    then, changed = _moment(if_modified_since), _moment(last_modified)
    return then is not None and changed is not None and changed <= then


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding allows gzip, and does not prefer identity."""
    weights = dict(_weighed(part) for part in accept_encoding.lower().split(","))
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _weighed(part: str) -> tuple[str, float]:
    """A coding and its weight; one that cannot be read weighs nothing."""
    coding, semicolon, parameter = part.partition(";")
    weight = _WEIGHT.fullmatch(parameter.strip())
    if semicolon and weight is None:
        return coding.strip(), 0.0
    return coding.strip(), float(weight[1]) if weight else 1.0


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
