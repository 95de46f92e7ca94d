"""Telling Akismet where moderators disagree with its answer: queued with the decision, sent later by a worker.

The queue is the table of Corrections: one row a comment, due while there is something to be sent.
"""

import logging
import time
from datetime import datetime, timedelta

from django.utils import timezone

from comments import conf, limits
from comments.akismet import client
from comments.akismet.client import HAM, SERVICE, SPAM
from comments.db.transactions import writing
from comments.models import CheckSetting, Comment, Correction
from comments.outbound import breaker
from comments.outbound.backoff import recheck_after
from comments.outbound.http import NoAnswer
from comments.statuses import Status

log = logging.getLogger(__name__)

# Longer than a question takes: who dies while telling keeps a correction for so long, and it is told once more.
LEASE = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(days=3)
ROWS = 50
_IS_SPAM = {Status.APPROVED: False, Status.SPAM: True}


def queue(comment: Comment, now: datetime) -> None:
    """Queue a correction if the comment's status disagrees with what Akismet believes, else take it off the queue.

    Akismet believes what it was last told, or else what it answered. Part of the transaction of a decision, and sent
    UNDO_SECONDS later, since it may be undone until then.
    """
    if comment.asked is None:
        return
    known = Correction.objects.filter(comment=comment).first()
    believed = _answer_about(comment) if known is None or known.told_spam is None else known.told_spam
    decided = _IS_SPAM.get(Status(comment.status))
    if believed is None or decided in (None, believed):
        Correction.objects.filter(comment=comment).update(due=None)
        return
    due = now + timedelta(seconds=limits.UNDO_SECONDS)
    owed = {"due": due, "owed_since": now, "attempts": 0}
    Correction.objects.update_or_create(comment=comment, defaults=owed)


def _answer_about(comment: Comment) -> bool | None:
    """Whether Akismet called this version of the text spam; None if it was not asked, or gave no answer."""
    answers = comment.findings.filter(check_name=SERVICE, text_version=comment.text_version, code__in=[SPAM, HAM])
    code = answers.values_list("code", flat=True).first()
    return None if code is None else code == SPAM


def send(*, now: datetime | None = None) -> int:
    """Send corrections that are due, for at most ASKING_SECONDS; returns how many Akismet took.

    Stops at the first that it does not take, since the others would probably fail too.
    """
    now = now or timezone.now()
    until = time.monotonic() + client.ASKING_SECONDS
    told = 0
    if not conf.akismet_key():
        return told
    due = Correction.objects.filter(due__lte=now).order_by("due", "pk")
    try:
        for correction in due[:ROWS]:
            if until - time.monotonic() < client.AKISMET_SECONDS:
                break
            told += _send(correction, now)
    except NoAnswer as silence:
        log.info("a correction could not be reported and is tried again: %s", silence.fault)
    return told


def _send(correction: Correction, now: datetime) -> bool:
    """Claim a correction by a guarded update and send it; False if there is nothing to send. Raises NoAnswer."""
    mine = Correction.objects.filter(pk=correction.pk, due=now + LEASE)
    with writing():
        if not Correction.objects.filter(pk=correction.pk, due=correction.due).update(due=now + LEASE):
            return False
    comment = Comment.objects.filter(pk=correction.comment_id).first()
    if comment is None:
        return False
    is_spam = _IS_SPAM.get(Status(comment.status))
    if (
        comment.asked is None
        or is_spam is None
        or _is_switched_off(comment)
        or now - correction.owed_since > GIVE_UP_AFTER
    ):
        log.warning("the correction of comment %d cannot be reported and is given up", comment.pk)
        with writing():
            mine.update(due=None)
        return False
    submit, fields = (client.submit_spam if is_spam else client.submit_ham), comment.asked
    try:
        breaker.ask(SERVICE, lambda: submit(fields, seconds=client.AKISMET_SECONDS), now=now)
    except NoAnswer:
        attempts = correction.attempts + 1
        with writing():
            mine.update(due=now + recheck_after(attempts, salt=correction.pk), attempts=attempts)
        raise
    _record_sent(comment.pk, is_spam=is_spam, now=now)
    return True


def _is_switched_off(comment: Comment) -> bool:
    """Whether the site has switched Akismet off since."""
    return CheckSetting.objects.filter(site=comment.site_id, check_name=SERVICE, is_on=False).exists()


def _record_sent(comment_id: int, *, is_spam: bool, now: datetime) -> None:
    """Note what Akismet knows now, and queue again if something else was decided while it was told."""
    with writing():
        comment = Comment.objects.select_for_update().filter(pk=comment_id).first()
        if comment and Correction.objects.filter(comment=comment).update(told_spam=is_spam, due=None):
            queue(comment, now)
