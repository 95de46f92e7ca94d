"""Comments and what belongs to them as the JSON objects of `comment_shapes`."""

from collections.abc import Sequence

from comments.access.staff import Moderator, display_name
from comments.api.moderation import actions
from comments.api.moderation.comment_shapes import (
    AccountJSON,
    DecisionJSON,
    FindingJSON,
    ModeratedCommentJSON,
    OpenReportsJSON,
    PersonJSON,
    SetAsideJSON,
)
from comments.models import Comment, Decision, Finding, Identity, SetAside
from comments.moderation import history, open_reports
from comments.moderation.open_reports import ReportFacts
from comments.reading import permalinks
from comments.reading.as_json import comment_facts_json, moment, moment_or_none


def comments_json(comments: Sequence[Comment], by: Moderator) -> list[ModeratedCommentJSON]:
    """Comments as `queue.whole` reads them, and what this person can do with each; at most three queries."""
    decided, reported = history.latest(comments), open_reports.facts(comments)
    return [_comment(one, decided.get(one.pk, []), reported.get(one.pk), by) for one in comments]


def _comment(
    comment: Comment, decided: Sequence[Decision], reported: ReportFacts | None, by: Moderator
) -> ModeratedCommentJSON:
    thread, aside = comment.thread, getattr(comment, "set_aside", None)
    findings = [one for one in comment.findings.all() if one.text_version == comment.text_version]
    return {
        **comment_facts_json(comment),  # type: ignore[typeddict-item]  # `known` is added where one comment is asked for
        "thread": {
            "key": thread.key, "title": thread.title, "url": permalinks.address_of(thread),
            "confirmed": thread.is_confirmed,
        },
        "author": {
            "name": comment.name, "email": comment.email, "url": comment.url, "staff": comment.staff,
            "address": comment.address, "user_agent": comment.user_agent,
            "account": _account(comment.identity) if comment.identity else None,
        },
        "decided_at": moment_or_none(comment.decided_at), "delete_at": moment_or_none(comment.erase_at),
        "unseen": comment.unseen,
        "suspicion": round(comment.suspicion, 6), "likeness": comment.likeness,
        "set_aside": _set_aside(aside) if aside else None, "reports": _reports(reported) if reported else None,
        "findings": [_finding(one) for one in findings], "decisions": [_decision(one) for one in decided],
        "actions": actions.possible(comment, by, decided),
    }  # fmt: skip


def person_json(person: Moderator) -> PersonJSON:
    """Somebody who moderates; a host's users may have other ids than numbers."""
    return {"id": str(person.pk), "name": display_name(person)}


def _account(identity: Identity) -> AccountJSON:
    return {"issuer": identity.issuer, "subject": identity.subject}


def _finding(finding: Finding) -> FindingJSON:
    return {
        "check": finding.check_name, "verdict": finding.verdict, "code": finding.code, "reason": finding.reason,
        "score": finding.score,
    }  # fmt: skip


def _decision(decision: Decision) -> DecisionJSON:
    return {
        "id": decision.pk, "action": actions.name_of(decision.action) if decision.action else None,
        "actor": decision.actor, "by": person_json(decision.by) if decision.by else None,
        "before": decision.from_status or None,
        "after": decision.to_status, "version": decision.version, "reason": decision.reason, "code": decision.code,
        "told": decision.told, "note": decision.note, "undoes": decision.undoes_id, "batch": decision.batch_id,
        "created_at": moment(decision.created_at),
    }  # fmt: skip


def _set_aside(row: SetAside) -> SetAsideJSON:
    return {
        "by": person_json(row.by), "person": person_json(row.for_whom) if row.for_whom else None,
        "until": moment_or_none(row.until), "note": row.note, "created_at": moment(row.created_at),
    }  # fmt: skip


def _reports(facts: ReportFacts) -> OpenReportsJSON:
    return {
        "number": facts.number,
        "reasons": [{"reason": reason.value, "number": number} for reason, number in facts.reasons],
        "texts": [
            {
                "id": one.number, "reason": one.reason.value, "text": one.text, "name": one.name, "email": one.email,
                "good_faith": one.is_in_good_faith, "created_at": moment(one.created_at),
            }
            for one in facts.explanations
        ],
        "since": moment(facts.since), "earlier_text": facts.is_of_earlier_text,
    }  # fmt: skip
