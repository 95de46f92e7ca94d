"""The rules that can be tried, as they are kept, and what each would take the place of."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from comments.errors import FieldError, Invalid
from comments.models import Ban, CheckSetting, ListKind, Site
from comments.models.validators import validate_words
from comments.moderation import bans
from comments.screening import word_lists
from comments.screening.word_lists import Typed

_CAN_BE_TRIED = {"max_links", "hold_percent", "hold_budget", "spam_budget"}
# The settings of a site that can be tried, by name.
SITE_FIELDS = {field.name: field for field in Site._meta.fields if field.name in _CAN_BE_TRIED}
# Columns of a ban that are not looked at once more.
_NOT_OF_RULES = {"site", "value", "until", "by", "created_at"}
# Of entries of a list that come or go, so many are named.
_NAMED = 10


@dataclass(frozen=True)
class CheckRule:
    """How a site would run a check."""

    is_on: bool = True
    weight: float = 1.0


@dataclass(frozen=True)
class BanRule:
    """A ban; the value is canonical, `until` in the form of ISO 8601 or empty. It is tried as if it always held."""

    kind: str
    value: str
    effect: str
    until: str = ""
    note: str = ""


@dataclass(frozen=True)
class TriedRule:
    """What would be changed, all of it together; what is not named stays as it is.

    `lists` are the part that one site has, or those of all sites where a trial is of all; `settings` have SITE_FIELDS.
    """

    settings: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[ListKind, Typed] = field(default_factory=dict)
    checks: Mapping[str, CheckRule] = field(default_factory=dict)
    ban: BanRule | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it would change nothing."""
        return not (self.settings or self.lists or self.checks or self.ban)

    def to_json(self) -> dict[str, Any]:
        """As `from_json` reads it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "TriedRule":
        """Read a rule that was kept."""
        return cls(
            settings=kept["settings"],
            lists={ListKind(kind): Typed(**typed) for kind, typed in kept["lists"].items()},
            checks={name: CheckRule(**check) for name, check in kept["checks"].items()},
            ban=BanRule(**kept["ban"]) if kept["ban"] else None,
        )


def require_valid(rule: TriedRule) -> None:
    """Raises Invalid for a rule that the forms of settings and bans would not take."""
    try:
        for name, value in rule.settings.items():
            SITE_FIELDS[name].clean(value, None)
        for kind, typed in rule.lists.items():
            if kind != ListKind.PROTECTED:
                validate_words(typed.lines)
        for name, check in rule.checks.items():
            CheckSetting(check_name=name, is_on=check.is_on, weight=check.weight).clean_fields(exclude=["site"])
        if rule.ban:
            bans.canonical(rule.ban.kind, rule.ban.value)
            Ban(kind=rule.ban.kind, effect=rule.ban.effect, note=rule.ban.note).clean_fields(_NOT_OF_RULES)
    except ValidationError as error:
        raise Invalid([FieldError("rule", "invalid", message) for message in error.messages]) from error


def changed(rule: TriedRule, site: Site | None) -> TriedRule:
    """The part of a rule that differs from what holds now on a site, or with None for all of them."""
    typed = word_lists.typed_of(site)
    checks = {name: check_of(row) for name, row in _check_rows(site).items()}
    return TriedRule(
        settings={name: value for name, value in rule.settings.items() if site and getattr(site, name) != value},
        lists={kind: draft for kind, draft in rule.lists.items() if _entries(draft) != _entries(typed[kind])},
        checks={name: check for name, check in rule.checks.items() if check != checks.get(name, CheckRule())},
        ban=rule.ban if rule.ban and rule.ban != ban_of(_ban_row(rule.ban, site)) else None,
    )


def replaced(rule: TriedRule, site: Site | None) -> dict[str, Any]:
    """What a rule would take the place of, as JSON. Of lists a digest, and which entries come and go."""
    typed = word_lists.typed_of(site)
    checks = {name: asdict(check_of(row)) for name, row in _check_rows(site).items()}
    known = ban_of(_ban_row(rule.ban, site)) if rule.ban else None
    return {
        "settings": {name: getattr(site, name) for name in rule.settings},
        "lists": {kind: _difference(typed[kind], draft) for kind, draft in rule.lists.items()},
        "checks": {name: checks.get(name, asdict(CheckRule())) for name in rule.checks},
        "ban": asdict(known) if known else None,
    }


def check_of(row: CheckSetting) -> CheckRule:
    """How a site runs a check."""
    return CheckRule(row.is_on, row.weight)


def ban_of(row: Ban | None) -> BanRule | None:
    """A ban that is there, as one that could be tried."""
    if row is None:
        return None
    return BanRule(row.kind, row.value, row.effect, row.until.isoformat() if row.until else "", row.note)


def _check_rows(site: Site | None) -> dict[str, CheckSetting]:
    return {row.check_name: row for row in CheckSetting.objects.filter(site=site)} if site else {}


def _ban_row(ban: BanRule, site: Site | None) -> Ban | None:
    return Ban.objects.filter(site=site, kind=ban.kind, value=ban.value).first()


def _difference(now: Typed, draft: Typed) -> dict[str, Any]:
    before, after = _entries(now), _entries(draft)
    added, gone = [one for one in after if one not in before], [one for one in before if one not in after]
    return {
        "digest": now.digest,
        "added": added[:_NAMED], "more_added": len(added[_NAMED:]),
        "gone": gone[:_NAMED], "more_gone": len(gone[_NAMED:]),
    }  # fmt: skip


def _entries(typed: Typed) -> dict[str, None]:
    """In their order; an entry that is taken from the list of all sites is written with a minus."""
    own = dict.fromkeys(line.strip() for line in typed.lines.splitlines() if line.strip())
    return own | dict.fromkeys(f"− {line.strip()}" for line in typed.off.splitlines() if line.strip())
