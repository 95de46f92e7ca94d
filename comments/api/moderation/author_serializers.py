"""What is known of an author as the JSON objects of `author_shapes`."""

from comments.api.moderation.author_shapes import (
    AuthorBanJSON,
    AuthorFactsJSON,
    AuthorNoteJSON,
    AuthorTrustJSON,
    AuthorValueJSON,
    EarlierCommentJSON,
    TotalJSON,
)
from comments.moderation.authors.panel import AuthorPanel, BanLine, Earlier, KnownBy, NoteLine, Total, TrustLine
from comments.reading.as_json import moment, moment_or_none


def author_facts_json(panel: AuthorPanel) -> AuthorFactsJSON:
    """What the desk shows of the author of one comment."""
    return {
        "counted_by": panel.counted_by or None, "first_seen": moment_or_none(panel.first_seen),
        "waiting": _total(panel.waiting), "approved": _total(panel.approved), "rejected": _total(panel.rejected),
        "spam": _total(panel.spam), "proven": panel.is_proven,
        "values": [_value(one) for one in panel.identities], "bans": [_ban(one) for one in panel.bans],
        "trust": _trust(panel.trust) if panel.trust else None, "notes": [_note(one) for one in panel.notes],
        "last": [_earlier(one) for one in panel.last],
    }  # fmt: skip


def _total(total: Total) -> TotalJSON:
    return {"number": total.counted, "more": total.is_more}


def _value(one: KnownBy) -> AuthorValueJSON:
    return {"kind": one.kind, "value": one.value, "comments": _total(one.total), "proven": one.is_proven}


def _ban(ban: BanLine) -> AuthorBanJSON:
    return {
        "id": ban.id, "kind": ban.kind, "value": ban.value, "effect": ban.effect, "until": moment_or_none(ban.until),
        "by": ban.by, "note": ban.note, "shared": ban.is_shared,
    }  # fmt: skip


def _trust(trust: TrustLine) -> AuthorTrustJSON:
    return {"by": trust.by, "since": moment(trust.since), "note": trust.note}


def _note(note: NoteLine) -> AuthorNoteJSON:
    return {"about": note.about, "text": note.text, "by": note.by, "created_at": moment(note.created_at)}


def _earlier(one: Earlier) -> EarlierCommentJSON:
    return {
        "id": one.id, "status": one.status, "created_at": moment(one.created_at), "excerpt": one.excerpt,
        "thread": one.thread,
    }  # fmt: skip
