"""What sites have of all sites."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Ban, Reason, Site, TrustedAuthor
from comments.reading import guidelines


def _refresh(site_ids: list[int], now: datetime) -> None:
    guidelines.refresh()


@rule(_("A site shows the guidelines of all sites, but those that are switched off there."), site="pk", repair=_refresh)
def guidelines_are_inherited(now: datetime) -> Rows:
    return Site.objects.filter(pk__in=guidelines.outdated())


def _switch_on(model: type[Ban | TrustedAuthor | Reason]) -> None:
    model.off_for.through._default_manager.exclude(**{f"{model._meta.model_name}__site": None}).delete()


@rule(_("Only a ban of all sites is switched off on single ones."), repair=lambda ids, now: _switch_on(Ban))
def ban_off_is_shared(now: datetime) -> Rows:
    return Ban.off_for.through._default_manager.exclude(ban__site=None)


@rule(_("Only trust of all sites is switched off on single ones."), repair=lambda ids, now: _switch_on(TrustedAuthor))
def trust_off_is_shared(now: datetime) -> Rows:
    return TrustedAuthor.off_for.through._default_manager.exclude(trustedauthor__site=None)


@rule(_("Only a reason of all sites is switched off on single ones."), repair=lambda ids, now: _switch_on(Reason))
def reason_off_is_shared(now: datetime) -> Rows:
    return Reason.off_for.through._default_manager.exclude(reason__site=None)
