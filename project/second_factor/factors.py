"""Switching a second factor on and off, and checking what was typed: throttled, and each code taken once."""

import re
import secrets
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.access import audit
from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import Refused
from comments.models import AuditVerb
from project.second_factor import sealing, totp
from project.second_factor.models import RecoveryCode, SecondFactor

RECOVERY_CODES = 10
FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_LENGTH, _GROUP = 12, 4


class WrongCode(Refused):
    status = 403
    code = "wrong-code"
    message = gettext_lazy("This code is wrong, too old, or was used before. Type the one that your app shows now.")


class Locked(Refused):
    """Too many wrong codes; `minutes` until the next is looked at."""

    status = 429
    code = "locked"

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(_("Too many wrong codes. Try again in %(minutes)d minutes.") % {"minutes": minutes})


def is_on(user: Moderator) -> bool:
    """Whether a code is asked when this person signs in."""
    return SecondFactor.objects.filter(user=user).exists()


def switch_on(user: Moderator, secret: bytes, typed: str, *, now: datetime | None = None) -> list[str]:
    """Begin to ask for codes, if one of this secret was typed; returns the recovery codes. Raises WrongCode.

    It replaces a factor that the person had, as with a new phone.
    """
    now = now or timezone.now()
    step = totp.matching_step(secret, _digits(typed), now, after=0)
    if step is None:
        raise WrongCode
    with writing():
        SecondFactor.objects.filter(user=user).delete()
        factor = SecondFactor.objects.create(user=user, secret=sealing.seal(secret), since=now, last_step=step)
        _log(user, _("Second factor switched on."), by=user)
        return _new_recovery_codes(factor)


def check(user: Moderator, typed: str, *, now: datetime | None = None) -> None:
    """Take a code from the app or a recovery code, once; raises WrongCode, and Locked after several wrong ones."""
    now = now or timezone.now()
    with writing():
        factor = SecondFactor.objects.select_for_update(of=("self",)).filter(user=user).first()
        if factor is None:
            raise WrongCode
        if factor.locked_until is not None and factor.locked_until > now:
            raise Locked(_minutes(factor.locked_until - now))
        is_right = _is_taken(factor, typed, now)
        factor.failures = 0 if is_right else factor.failures + 1
        if factor.failures >= FAILURES:
            factor.failures, factor.locked_until = 0, now + LOCKED_FOR
        factor.save(update_fields=["last_step", "failures", "locked_until"])
    if not is_right:
        raise WrongCode


def renew_recovery_codes(user: Moderator, typed: str, *, now: datetime | None = None) -> list[str]:
    """New recovery codes in place of the old ones, for a code; raises as `check` does."""
    check(user, typed, now=now)
    with writing():
        factor = SecondFactor.objects.get(user=user)
        factor.recovery_codes.all().delete()
        _log(user, _("New recovery codes."), by=user)
        return _new_recovery_codes(factor)


def switch_off(user: Moderator, *, by: Moderator | None) -> bool:
    """Ask for codes no more; False if there were none. `by` is None on the command line."""
    with writing():
        deleted, _rows = SecondFactor.objects.filter(user=user).delete()
        if deleted:
            _log(user, _("Second factor of %(name)s switched off.") % {"name": user.get_username()}, by=by)
    return bool(deleted)


def _is_taken(factor: SecondFactor, typed: str, now: datetime) -> bool:
    secret = sealing.unseal(factor.secret)
    step = None if secret is None else totp.matching_step(secret, _digits(typed), now, after=factor.last_step)
    if step is not None:
        factor.last_step = step
        return True
    letters = re.sub(r"[^a-z0-9]", "", typed.lower())
    digests = [sealing.digest(letters, key) for key in sealing.secret_keys()]
    used, _rows = RecoveryCode.objects.filter(factor=factor, digest__in=digests).delete()
    return bool(used)


def _new_recovery_codes(factor: SecondFactor) -> list[str]:
    codes = ["".join(secrets.choice(_LETTERS) for _letter in range(_LENGTH)) for _code in range(RECOVERY_CODES)]
    key = sealing.secret_keys()[0]
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=sealing.digest(code, key)) for code in codes)
    return ["-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP)) for code in codes]


def _log(user: Moderator, text: str, *, by: Moderator | None) -> None:
    """For the chiefs of each site that the person works for."""
    site_ids = access_of(user).site_ids
    for site_id in [None] if site_ids is None else sorted(site_ids):
        audit.write(AuditVerb.SECURITY, text, by=by, site_id=site_id)


def _digits(typed: str) -> str:
    """As phones show it with a space, and as other alphabets write digits."""
    found = "".join(str(int(letter)) for letter in typed if letter.isdecimal())
    return found if len(found) == totp.DIGITS else ""


def _minutes(left: timedelta) -> int:
    return -(-int(left.total_seconds()) // 60) or 1
