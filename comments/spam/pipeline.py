"""The checks, in order, and how they are run: all of them, each failing alone."""

import logging
import time

from django.utils.translation import gettext as _

from comments.models import Site
from comments.spam import (
    Candidate,
    Check,
    Finding,
    Judgement,
    Verdict,
    disallowed_words,
    form_signals,
    hold,
    links,
    moderation_words,
    standing,
)

log = logging.getLogger(__name__)

CHECKS: dict[str, Check] = {
    "form_signals": form_signals.check,
    "links": links.check,
    "moderation_words": moderation_words.check,
    "disallowed_words": disallowed_words.check,
    "standing": standing.check,
}


def run(candidate: Candidate, site: Site, checks: dict[str, Check] | None = None) -> list[Finding]:
    """Ask every check. One that raises becomes a finding that holds: waiting is the safe state."""
    return [_ask(name, check, candidate, site) for name, check in (checks or CHECKS).items()]


def _ask(name: str, check: Check, candidate: Candidate, site: Site) -> Finding:
    started = time.perf_counter()
    try:
        judgement = check(candidate, site)
        if (type(judgement), type(getattr(judgement, "verdict", None))) != (Judgement, Verdict):
            raise TypeError(f"{name} returned {judgement!r:.100}")
    except Exception as error:  # the one place: whatever a check does, a person decides then
        log.exception("check %s failed", name)
        judgement = hold(_("This check failed (%(error)s).") % {"error": type(error).__name__})
    return Finding(name, judgement, (time.perf_counter() - started) * 1000)
