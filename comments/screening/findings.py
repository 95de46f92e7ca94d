"""What the checks said of a text, kept for moderators."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from comments.models import Comment
from comments.screening import queries
from comments.screening.vocabulary import CheckResult as Found


def replace(said: Iterable[tuple[Comment, Sequence[Found]]], now: datetime) -> None:
    """All that was found this time, and nothing else: a check that spoke before may be switched off since."""
    said = list(said)
    store(said, now)
    for comment, found in said:
        if comment.attempts > 1:
            this_time = {one.check for one in found}
            comment.findings.filter(text_version=comment.text_version).exclude(check_name__in=this_time).delete()


def store(said: Iterable[tuple[Comment, Sequence[Found]]], now: datetime) -> None:
    """One finding for each check and version of the text; a later one takes its place."""
    rows = [
        (
            comment.pk, comment.text_version, found.check, str(found.judgement.verdict), found.judgement.code,
            str(found.judgement.reason), str(found.judgement.told), found.judgement.score,
            round(found.milliseconds, 3),
        )
        for comment, findings in said
        for found in findings
    ]  # fmt: skip
    queries.add_findings(rows, now=now)
