"""Every token that this app signs. Each kind has its own salt, SECRET_KEY_FALLBACKS are honoured, no token is stored.

author     names (comment, token version): lets its author read, edit and withdraw it; only in a header or a body
waiting    names a comment: lets its author see it while it waits, for 7 days, and edit and withdraw it within the
           site's minutes for that; it may be in a URL. The page's script takes it out of the address bar
commenter  names a browser that consented to be remembered; in a cookie of ours, or kept by a host's page for the API
reader     names a session of a reader whom the host signed in; only in a header, or in a cookie of ours
replies    names a commenter, or an account of the host: shows the published replies of others to what they wrote; it
           may be in the address of a feed, and has no end
form       names (thread, hour): shows that a form was rendered here, and when; equal for everybody
mail       names (recipient, comment, version): stands in the address of a page that a mail leads to. Each purpose has a
           salt of its own, and says itself how long its tokens are valid
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.core.signing import BadSignature, Signer, TimestampSigner, b62_decode

WAITING_LINK_DAYS = 7


_author = Signer(salt="comments.author")
_waiting = TimestampSigner(salt="comments.waiting")
_commenter = Signer(salt="comments.commenter")
_reader = Signer(salt="comments.reader")
_replies = Signer(salt="comments.replies")
_form = Signer(salt="comments.form")


def author_token(comment_id: int, token_version: int) -> str:
    """The token of a comment's author. It stops being valid when the comment's token version rises."""
    return _author.sign(f"{comment_id}:{token_version}")


def read_author_token(token: str) -> tuple[int, int] | None:
    """The (comment id, token version) that an author's token names; None if it is missing or forged."""
    comment_id, _, version = (_unsigned(_author, token) or "").partition(":")
    return (int(comment_id), int(version)) if version else None


def author_token_version(token: str, comment_id: int) -> int | None:
    """The token version that an author's token of this comment names; None if it is forged or another comment's."""
    named, version = read_author_token(token) or (None, None)
    return version if named == comment_id else None


def waiting_token(comment_id: int) -> str:
    """A token for the address of the page on which an author sees their waiting comment, and changes it in time."""
    return _waiting.sign(str(comment_id))


def read_waiting_token(token: str) -> int | None:
    """The id of the comment that it names; None if it is forged or older than WAITING_LINK_DAYS."""
    try:
        return int(_waiting.unsign(token, max_age=timedelta(days=WAITING_LINK_DAYS)))
    except (BadSignature, ValueError):
        return None


def commenter_token(commenter_id: int) -> str:
    """The cookie of a browser that consented to be remembered; it has no end of its own."""
    return _commenter.sign(str(commenter_id))


def read_commenter_token(token: str) -> int | None:
    """The id of the Commenter that it names; None if it is forged."""
    value = _unsigned(_commenter, token)
    return int(value) if value is not None and value.isdecimal() else None


def reader_token(session_id: int) -> str:
    """The token of a reader's session, whose row says until when it is valid."""
    return _reader.sign(str(session_id))


def read_reader_token(token: str) -> int | None:
    """The id of the ReaderSession that it names; None if it is forged."""
    value = _unsigned(_reader, token)
    return int(value) if value is not None and value.isdecimal() else None


def replies_token(kind: str, author_id: int) -> str:
    """A token for the address of the feed of replies to an author, by the kind and the id of what is known of them."""
    return _replies.sign(f"{kind}:{author_id}")


def read_replies_token(token: str) -> tuple[str, int] | None:
    """The kind and the id that it names; None if it is forged."""
    kind, _, author_id = (_unsigned(_replies, token) or "").partition(":")
    return (kind, int(author_id)) if author_id.isdecimal() else None


def form_token(site: str, key: str, *, hour: int) -> str:
    """The token of a form rendered for the thread (site, key) in this hour, counted from the epoch."""
    return f"{hour}:{_form.signature(f'{site}:{hour}:{key}')}"


def read_form_token(token: str, site: str, key: str) -> int | None:
    """The hour since the epoch in which a form of this thread was rendered; None if it is missing or forged."""
    hour, _, signature = token.partition(":")
    value = _unsigned(_form, f"{site}:{hour}:{key}:{signature}")
    return int(hour) if value is not None and hour.isdecimal() else None


class MailToken(NamedTuple):
    """Who was written to, such as “user:7”, about which version of which comment, 0 for none, and when."""

    recipient: str
    comment_id: int
    version: int
    signed_at: datetime


def mail_token(purpose: str, recipient: str, comment_id: int = 0, version: int = 0) -> str:
    """A token for an address in a mail, of use for this purpose alone."""
    return _mail_signer(purpose).sign(f"{comment_id}:{version}:{recipient}")


def read_mail_token(purpose: str, token: str, max_age: timedelta) -> MailToken | None:
    """What a mailed token names; None if it is forged, of another purpose, or older."""
    signer = _mail_signer(purpose)
    try:
        comment_id, version, recipient = signer.unsign(token, max_age=max_age).split(":", 2)
    except BadSignature:
        return None
    seconds = b62_decode(token.rsplit(signer.sep, 2)[1])
    return MailToken(recipient, int(comment_id), int(version), datetime.fromtimestamp(seconds, UTC))


def _mail_signer(purpose: str) -> TimestampSigner:
    return TimestampSigner(salt=f"comments.mail.{purpose}")


def _unsigned(signer: Signer, token: str) -> str | None:
    try:
        return signer.unsign(token)
    except BadSignature:
        return None
