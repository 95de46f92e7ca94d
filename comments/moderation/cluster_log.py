"""Lines in the chiefs' log about decisions on whole clusters."""

from django.utils.translation import ngettext

from comments.access import audit
from comments.access.staff import Moderator
from comments.models import AuditVerb, ClusterDecision
from comments.similarity.copies import ACTIONS


def decided(decision: ClusterDecision) -> None:
    text = ngettext("%(status)s: %(n)d similar comment.", "%(status)s: %(n)d similar comments.", decision.covers)
    _write(decision, text, decision.by)


def undone(decision: ClusterDecision, by: Moderator) -> None:
    text = ngettext(
        "Undone – %(status)s: %(n)d similar comment.", "Undone – %(status)s: %(n)d similar comments.", decision.covers
    )
    _write(decision, text, by)


def _write(decision: ClusterDecision, text: str, by: Moderator) -> None:
    words = {"status": ACTIONS[decision.action].label, "n": decision.covers}
    audit.write(AuditVerb.BATCH, text % words, by=by, site_id=decision.cluster.site_id)
