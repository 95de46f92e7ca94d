"""What moderators lay down about an author besides bans: trust, and notes for colleagues."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access import audit, membership
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import FieldError, Invalid, NotAllowed, NotFound
from comments.models import AuditVerb, AuthorNote, BanKind, Comment, TrustedAuthor
from comments.moderation.authors import panel
from comments.moderation.authors.banning import value_of
from comments.text import characters, normalization

LONGEST_NOTE = 2000


def trust(comment_id: int, *, by: Moderator, now: datetime | None = None) -> TrustedAuthor:
    """Trust the name and the e-mail of a comment, and the browser that it came from; once is enough.

    Raises NotFound, NotAllowed, and Invalid for an author without a name or an e-mail.
    """
    comment = _comment(comment_id, by)
    if not comment.email_canonical or not normalization.fold(comment.name):
        raise Invalid(
            [FieldError("trust", "unknown", _("Trust needs a name and an e-mail; this author left not both."))]
        )
    with writing():
        known = panel.trust_of(comment)
        if known is not None:
            return known
        given = TrustedAuthor.objects.create(
            site=comment.site, email=comment.email_canonical, name=comment.name, commenter=comment.commenter, by=by,
            note=_("Because of comment %(id)d.") % {"id": comment.pk}, created_at=now or timezone.now(),
        )  # fmt: skip
        audit.write(AuditVerb.TRUST, _("Trusted: %(who)s") % {"who": given}, by=by, site_id=comment.site_id)
    return given


def distrust(comment_id: int, *, by: Moderator) -> None:
    """Trust the author of a comment no more; raises NotFound, and NotAllowed also where they are trusted everywhere."""
    comment = _comment(comment_id, by)
    given = panel.trust_of(comment)
    if given is None:
        return
    if given.site_id is None:
        raise NotAllowed(_("This author is trusted on all sites. Switch that off for yours under Trusted authors."))
    with writing():
        given.delete()
        audit.write(AuditVerb.TRUST, _("Trusted no more: %(who)s") % {"who": given}, by=by, site_id=comment.site_id)


def add_note(comment_id: int, text: str, *, by: Moderator, now: datetime | None = None) -> AuthorNote:
    """Write a note about the author of a comment, by the mailbox, else by the network, else by the website.

    The same text twice is one note. Raises NotFound, NotAllowed, and Invalid.
    """
    comment, text = _comment(comment_id, by), normalization.normalise_text(text).strip()
    kinds = (BanKind.EMAIL, BanKind.NETWORK, BanKind.WEBSITE)
    known = next(((kind, value) for kind in kinds if (value := value_of(comment, kind))), None)
    if known is None:
        raise Invalid([FieldError("text", "unknown", _("Nothing is known by which a note could find this author."))])
    if not text or len(text) > LONGEST_NOTE or characters.has_control(text):
        message = _("Write a note of at most %(limit)d characters.") % {"limit": LONGEST_NOTE}
        raise Invalid([FieldError("text", "unusable", message)])
    with writing():
        same, _is_new = AuthorNote.objects.get_or_create(
            site=comment.site, kind=known[0], value=known[1], text=text, by=by,
            defaults={"created_at": now or timezone.now()},
        )  # fmt: skip
    return same


def delete_note(note_id: int, *, by: Moderator) -> None:
    """Delete a note of one's own; one that is gone is deleted. Raises NotAllowed for those of others."""
    note = AuthorNote.objects.filter(pk=note_id).first()
    if note is None:
        return
    membership.require_moderator(by, note.site_id)
    if note.by_id != by.pk:
        raise NotAllowed(_("Only who wrote a note can delete it."))
    note.delete()


def _comment(comment_id: int, by: Moderator) -> Comment:
    comment = Comment.objects.select_related("site", "commenter").filter(pk=comment_id).first()
    if comment is None:
        raise NotFound
    membership.require_moderator(by, comment.site_id)
    return comment
