"""What the checks said of a text, kept for moderators."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from comments.models import Comment, Finding
from comments.spam import Finding as Found

_SAID = ["verdict", "code", "reason", "told", "score", "milliseconds", "created_at"]


def renew(said: Iterable[tuple[Comment, Sequence[Found]]], now: datetime) -> None:
    """All that was found this time, and nothing else: a check that spoke before may be switched off since."""
    said = list(said)
    add(said, now)
    for comment, findings in said:
        if comment.attempts > 1:
            this_time = {found.check for found in findings}
            comment.findings.filter(text_version=comment.text_version).exclude(check_name__in=this_time).delete()


def add(said: Iterable[tuple[Comment, Sequence[Found]]], now: datetime) -> None:
    """One finding for each check and version of the text; a later one takes its place."""
    rows = [
        Finding(
            comment=comment, text_version=comment.text_version, check_name=found.check,
            verdict=found.judgement.verdict, code=found.judgement.code, reason=found.judgement.reason,
            told=found.judgement.told, score=found.judgement.score, milliseconds=round(found.milliseconds, 3),
            created_at=now,
        )
        for comment, findings in said
        for found in findings
    ]  # fmt: skip
    unique = ["comment", "text_version", "check_name"]
    Finding.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=_SAID)
