"""Addresses that no mail is sent to: the mail server knows none, their owner stopped all mails, a moderator did."""

from django.db.models import Q, QuerySet

from comments import keyed_hash
from comments.models import Site, Suppression, SuppressionReason
from comments.net import emails

_SALT = "comments.suppression"


def holds(email: str, site: Site | None) -> bool:
    """Whether nothing is sent to this mailbox, for this site."""
    return _rows(email, site).exists()


def add(email: str, site: Site | None, reason: SuppressionReason) -> None:
    """Write no more to this mailbox; an older entry stays as it is. `site` None is for all sites."""
    mailbox = emails.canonical(email)
    known = Suppression.objects.filter(mailbox__in=_names(mailbox), site=site)
    if not known.exists():
        Suppression.objects.bulk_create([Suppression(mailbox=mailbox, site=site, reason=reason)], ignore_conflicts=True)


def lift(email: str, site: Site | None, reason: SuppressionReason) -> None:
    """Write to this mailbox again, if that is why nothing was sent."""
    Suppression.objects.filter(mailbox__in=_names(emails.canonical(email)), site=site, reason=reason).delete()


def erase(row: Suppression) -> None:
    """Keep that nothing is sent, and not to whom: a hash finds the mailbox, and nobody finds it by the hash."""
    if row.is_erased:
        return
    names = keyed_hash.hashes(_SALT, row.mailbox)
    if Suppression.objects.filter(mailbox__in=names, site=row.site_id).exists():
        row.delete()
        return
    row.mailbox = names[0]
    row.save(update_fields=["mailbox"])


def erase_mailbox(email: str) -> None:
    """Erase the address of an author whose comment is deleted for ever, in its transaction."""
    for row in Suppression.objects.filter(mailbox=emails.canonical(email)) if email else ():
        erase(row)


def rows_of(email: str) -> QuerySet[Suppression]:
    """All rows of this mailbox, of any site, and those of which its address was erased."""
    return Suppression.objects.filter(mailbox__in=_names(emails.canonical(email)))


def _rows(email: str, site: Site | None) -> QuerySet[Suppression]:
    of_all = Q(site=None)
    return rows_of(email).filter(of_all | Q(site=site) if site else of_all)


def _names(mailbox: str) -> list[str]:
    """What the mailbox may be kept as."""
    return [mailbox, *keyed_hash.hashes(_SALT, mailbox)]
