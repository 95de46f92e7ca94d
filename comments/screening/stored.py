"""What checks said of comments, read again from their findings."""

from collections import defaultdict
from collections.abc import Sequence

from comments.models import Comment, Finding
from comments.screening import registry
from comments.screening.checks import bans, impersonation, premoderation
from comments.screening.vocabulary import OBJECTIONS, CheckResult, Judgement, Verdict

# What is said with one of these codes is firm; so is whatever a service outside holds.
_FIRM = frozenset({bans.CODE, impersonation.CODE, premoderation.CODE, premoderation.OLD_ARTICLE, "check-failed"})


def results_of(comments: Sequence[Comment]) -> dict[int, dict[str, CheckResult]]:
    """By comment id and check name, what was found of the text that a comment has now; without the sentences.

    One query. A comment that no check has looked at since it was edited last is left out.
    """
    versions = {comment.pk: comment.text_version for comment in comments}
    rows = Finding.objects.filter(comment__in=versions).order_by()
    found: dict[int, dict[str, CheckResult]] = defaultdict(dict)
    for comment_id, version, check, verdict, code, score in rows.values_list(
        "comment_id", "text_version", "check_name", "verdict", "code", "score"
    ):
        if version == versions[comment_id]:
            found[comment_id][check] = CheckResult(check, _judgement(check, Verdict(verdict), code, score), 0.0)
    return dict(found)


def _judgement(check: str, verdict: Verdict, code: str, score: float) -> Judgement:
    is_firm = verdict in OBJECTIONS and (code in _FIRM or (check in registry.OUTSIDE and verdict == Verdict.HOLD))
    return Judgement(verdict, "", score=score, code=code, is_firm=is_firm)
