"""Switching on what was tried, if nobody changed since what it takes the place of."""

import json
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from comments.access import audit
from comments.access.membership import access_of
from comments.access.staff import Moderator
from comments.classifier import storage
from comments.db.transactions import writing
from comments.errors import FieldError, Invalid, NotAllowed, Stale
from comments.models import AuditVerb, Ban, CheckSetting, RuleTrial, Site
from comments.moderation.authors import banning
from comments.screening import word_lists
from comments.trials import rules, trials
from comments.trials.rules import BanRule, TriedRule
from comments.trials.sentences import sentences


def may_switch_on(trial: RuleTrial, *, by: Moderator, now: datetime) -> bool:
    """Whether somebody may: a site's chief moderator, and for a ban that hits nobody else any moderator of the site."""
    if access_of(by).chief_of(trial.site_id):
        return True
    rule = TriedRule.from_json(trial.rule)
    if rule.ban is None or rule != TriedRule(ban=rule.ban) or trial.site_id is None:
        return False
    return not banning.needs_chief(trial.site_id, rule.ban.kind, rule.ban.value, now=now)


def switch_on(trial_id: int, *, by: Moderator, now: datetime | None = None) -> RuleTrial:
    """Have the rule of a trial hold from now on; a second time changes nothing.

    Raises NotFound, NotAllowed, Stale if what it replaces is not as it was when it was tried, and Invalid for a ban
    that would be over.
    """
    now = now or timezone.now()
    trial = trials.find(trial_id, by=by)
    rule = TriedRule.from_json(trial.rule)
    if not may_switch_on(trial, by=by, now=now):
        raise NotAllowed
    with writing():
        trial = RuleTrial.objects.select_for_update(no_key=True, of=("self",)).select_related("site").get(pk=trial.pk)
        if trial.switched_on_at is not None:
            return trial
        site = Site.objects.select_for_update(no_key=True).get(pk=trial.site_id) if trial.site_id else None
        if json.loads(json.dumps(rules.replaced(rule, site))) != trial.replaced:
            raise Stale(_("Somebody changed this since it was tried. Try it again, so that you see what it does now."))
        _apply(rule, site, by, now)
        trial.switched_on_at = now
        trial.save(update_fields=["switched_on_at"])
        text = _("Switched on after a trial: %(what)s") % {"what": " ".join(map(str, sentences(trial)))}
        verb = AuditVerb.BAN if rule.ban else AuditVerb.SETTINGS
        audit.write(verb, text, by=by, site_id=trial.site_id, now=now)
    return trial


def _apply(rule: TriedRule, site: Site | None, by: Moderator, now: datetime) -> None:
    if site and rule.settings:
        Site.objects.filter(pk=site.pk).update(**rule.settings)
        storage.mark_stale(site.pk, now)
    if rule.lists:
        word_lists.keep(site, rule.lists)
    for name, check in rule.checks.items():
        how = {"is_on": check.is_on, "weight": check.weight}
        CheckSetting.objects.update_or_create(site=site, check_name=name, defaults=how)
    if rule.ban:
        _lay(rule.ban, site, by, now)


def _lay(ban: BanRule, site: Site | None, by: Moderator, now: datetime) -> None:
    until = parse_datetime(ban.until) if ban.until else None
    if until is not None and until <= now:
        raise Invalid([FieldError("until", "past", _("This date is in the past."))])
    laid = {"effect": ban.effect, "until": until, "note": ban.note, "by": by, "created_at": now}
    Ban.objects.update_or_create(site=site, kind=ban.kind, value=ban.value, defaults=laid)
