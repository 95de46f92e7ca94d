"""What a trial tries, in sentences for moderators."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.errors import Message
from comments.models import Ban, BanEffect, BanKind, ListKind, RuleTrial, Site
from comments.screening.registry import LABELS
from comments.text import dates
from comments.trials.rules import SITE_FIELDS, BanRule, CheckRule, TriedRule


def sentences(trial: RuleTrial) -> list[Message]:
    """One for each thing that its rule would change."""
    rule, replaced = TriedRule.from_json(trial.rule), trial.replaced
    said = [*_of_settings(rule.settings, replaced["settings"])]
    for kind in rule.lists:
        said += _of_list(kind, replaced["lists"][kind])
    for name, check in rule.checks.items():
        said.append(_of_check(name, check, CheckRule(**replaced["checks"][name])))
    return [*said, *([_of_ban(rule.ban, trial.site)] if rule.ban else [])]


def _of_settings(values: Mapping[str, int], before: Mapping[str, int]) -> Iterator[Message]:
    for name, value in values.items():
        words = {"setting": capfirst(str(SITE_FIELDS[name].verbose_name)), "value": value, "now": before[name]}
        yield _("%(setting)s: %(value)d (now: %(now)d)") % words


def _of_list(kind: ListKind, difference: Mapping[str, Any]) -> Iterator[Message]:
    for change, sentence in (("added", _("%(list)s, added: %(entries)s")), ("gone", _("%(list)s, gone: %(entries)s"))):
        if entries := difference[change]:
            yield sentence % {"list": capfirst(kind.label), "entries": _named(entries, difference[f"more_{change}"])}


def _named(entries: Sequence[str], more: int) -> str:
    shown = ", ".join(f"“{entry}”" for entry in entries)
    if not more:
        return shown
    return ngettext("%(entries)s and %(n)d more", "%(entries)s and %(n)d more", more) % {"entries": shown, "n": more}


def _of_check(name: str, check: CheckRule, before: CheckRule) -> Message:
    words = {"check": LABELS.get(name, name), "value": _how(check), "now": _how(before)}
    return _("%(check)s: %(value)s (now: %(now)s)") % words


def _how(check: CheckRule) -> Message:
    return _("on, weight %(weight)g") % {"weight": check.weight} if check.is_on else _("off")


def _of_ban(ban: BanRule, site: Site | None) -> Message:
    words = {"ban": Ban(kind=BanKind(ban.kind), value=ban.value), "effect": BanEffect(ban.effect).label}
    until = parse_datetime(ban.until) if ban.until else None
    if until is None:
        return _("Ban. %(ban)s. %(effect)s, for ever.") % words
    return _("Ban. %(ban)s. %(effect)s, until %(date)s.") % {
        **words, "date": dates.format_local(until, site.time_zone if site else "UTC")
    }  # fmt: skip
