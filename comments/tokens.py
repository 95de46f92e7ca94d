"""Everything this app signs. Each kind has its own salt; SECRET_KEY_FALLBACKS are honoured; nothing is stored.

author     HMAC of (comment, token version): its author's; only ever in a header or a body
waiting    view one comment while it waits, 7 days; the only one that may stand in a URL
commenter  which browser this is, in a cookie, given on consent
form       (thread, hour): that a form came from here, and how old it is; the same for everybody
"""

from datetime import timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner

WAITING_LINK_DAYS = 7


_author = Signer(salt="comments.author")
_waiting = TimestampSigner(salt="comments.waiting")
_commenter = Signer(salt="comments.commenter")
_form = Signer(salt="comments.form")


def author_token(comment_id: int, token_version: int) -> str:
    return _author.sign(f"{comment_id}:{token_version}")


def read_author_token(token: str) -> tuple[int, int] | None:
    """The comment and the token version that an author's token was made for; None if it is none."""
    comment_id, _, version = (_unsigned(_author, token) or "").partition(":")
    return (int(comment_id), int(version)) if version else None


def author_token_version(token: str, comment_id: int) -> int | None:
    """The token version it was made for, or None if it is not this comment's."""
    named, version = read_author_token(token) or (None, None)
    return version if named == comment_id else None


def waiting_token(comment_id: int) -> str:
    return _waiting.sign(str(comment_id))


def read_waiting_token(token: str) -> int | None:
    try:
        return int(_waiting.unsign(token, max_age=timedelta(days=WAITING_LINK_DAYS)))
    except (BadSignature, ValueError):
        return None


def commenter_token(commenter_id: int) -> str:
    return _commenter.sign(str(commenter_id))


def read_commenter_token(token: str) -> int | None:
    value = _unsigned(_commenter, token)
    return int(value) if value is not None and value.isdecimal() else None


def form_token(site: str, key: str, *, hour: int) -> str:
    """`hour` counts from the epoch."""
    return f"{hour}:{_form.signature(f'{site}:{hour}:{key}')}"


def read_form_token(token: str, site: str, key: str) -> int | None:
    """The hour a form of this thread was rendered in, or None if the token is missing or forged."""
    hour, _, signature = token.partition(":")
    value = _unsigned(_form, f"{site}:{hour}:{key}:{signature}")
    return int(hour) if value is not None and hour.isdecimal() else None


def _unsigned(signer: Signer, token: str) -> str | None:
    try:
        return signer.unsign(token)
    except BadSignature:
        return None
