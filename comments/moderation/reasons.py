"""Reasons for a rejection: those that come with the app, and what a site or the publisher has in their place.

The author reads a reason's sentence in the language of the site; it is stored with the decision as it was told.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from comments.errors import FieldError, Invalid, Message, ReasonNeeded
from comments.models import Ground, Reason, Site

KEYS = "123456789"
_CODE = re.compile("[a-z0-9][a-z0-9_-]{0,29}")


@dataclass(frozen=True)
class ReasonView:
    """A reason as moderators choose it.

    `sentence` is for the author, `note` says to moderators when to use it; `ground` is a value of Ground, and `rule`
    names the rule of the guidelines, or the law. `key` is "1" to "9", or "" beyond the ninth of a list.
    """

    code: str
    sentence: Message
    note: Message = ""
    ground: str = Ground.GUIDELINES
    rule: str = ""
    key: str = ""


SHIPPED: dict[str, ReasonView] = {
    reason.code: reason
    for reason in (
        ReasonView(
            "offensive",
            sentence=_("Your comment contains offensive language."),
            note=_("Swear words, obscenities, shouting."),
        ),
        ReasonView(
            "abusive",
            sentence=_("Your comment attacks or insults somebody."),
            note=_("Aimed at a person: an author, another reader, somebody in the article."),
        ),
        ReasonView(
            "hate",
            sentence=_("Your comment is hateful towards a group of people."),
            note=_("For their origin, religion, sex, disability or the like."),
        ),
        ReasonView(
            "spam",
            sentence=_("Your comment advertises something."),
            note=_("By a real author. Spam from a machine is better marked as spam: then its author is told nothing."),
        ),
        ReasonView(
            "off-topic",
            sentence=_("Your comment is not about the article."),
            note=_("Neither about it nor a fair answer."),
        ),
        ReasonView(
            "personal-data",
            sentence=_("Your comment shows somebody's personal data, such as an address or a telephone number."),
            note=_("Of anybody, also the author's own."),
        ),
        ReasonView(
            "illegal",
            sentence=_("Your comment may be against the law."),
            note=_("Threats, incitement, libel. Say in your own words which law."),
            ground=Ground.LAW,
        ),
        ReasonView(
            "guidelines",
            sentence=_("Your comment does not follow our guidelines."),
            note=_("Nothing else on the list fits."),
        ),
    )
}


def list_for(site: Site) -> list[ReasonView]:
    """The reasons of a site in the order of its list, by one query.

    A row with the code of a shipped reason takes its place, one of the site also that of a row of all sites. New ones
    follow the shipped ones, unless their position says where they stand. What a site has switched off is not on its
    list, unless it has a reason of its own with that code.
    """
    rows = list(Reason.objects.reaching(site))
    off = {row.code for row in rows if row.is_off}
    places = {code: (number, 1, 0) for number, code in enumerate(SHIPPED, 1)}
    views = {code: view for code, view in SHIPPED.items() if code not in off}
    with translation.override(site.spoken_language):
        for row in sorted((row for row in rows if not row.is_off), key=lambda row: row.site_id is not None):
            usual = places.get(row.code, (len(SHIPPED) + 1, 0, row.pk))
            places[row.code] = (row.position, 0, row.pk) if row.position else usual
            views[row.code] = _view(row, views.get(row.code) or SHIPPED.get(row.code))
        in_order = sorted(views.values(), key=lambda view: places[view.code])
        return [_spoken(view, key) for view, key in zip(in_order, _keys(len(in_order)), strict=True)]


def split(said: str, sites: Iterable[Site]) -> tuple[str, str]:
    """A reason that is sent as one text, as (code, words): a code of one of these sites' lists, or else own words.

    What is written as codes are is one, so that nobody is told a code with a slip in it.
    """
    is_code = _CODE.fullmatch(said) or any(view.code == said for site in sites for view in list_for(site))
    return (said, "") if is_code else ("", said)


def told(site: Site, *, code: str = "", words: str = "") -> str:
    """What the author of a rejected comment is told: the sentence of the reason, then the moderator's own words.

    Raises Invalid for a code that is not on the site's list, and ReasonNeeded if there is neither and the site wants
    one.
    """
    words = words.strip()
    if not (code or words) and site.reasons_required:
        raise ReasonNeeded
    if not code:
        return words
    sentence = next((view.sentence for view in list_for(site) if view.code == code), None)
    if sentence is None:
        raise Invalid([FieldError("code", "unknown", _("This reason is not on the list any more."))])
    return f"{sentence} {words}".strip()


def told_on(sites: Iterable[Site], *, code: str = "", words: str = "") -> dict[str, str]:
    """What authors of rejected comments are told, by the id of the site as JSON has it; raises as `told` does."""
    return {str(site.pk): told(site, code=code, words=words) for site in sites}


def make_rows() -> None:
    """Make a row of all sites for each shipped reason that has none, so that sites can switch it off.

    The row is empty: it has the sentence of the app, in the language of each site.
    """
    known = set(Reason.objects.filter(site=None, code__in=SHIPPED).values_list("code", flat=True))
    missing = [Reason(code=code, ground=view.ground) for code, view in SHIPPED.items() if code not in known]
    Reason.objects.bulk_create(missing, ignore_conflicts=True)


def _view(row: Reason, instead_of: ReasonView | None) -> ReasonView:
    """What the row does not say is as in the reason that it replaces; a row without a sentence has its ground too."""
    if not instead_of:
        return ReasonView(row.code, row.sentence or row.code, row.note, row.ground, row.rule)
    changed = replace(instead_of, note=row.note or instead_of.note, rule=row.rule or instead_of.rule)
    return replace(changed, sentence=row.sentence, ground=row.ground) if row.sentence else changed


def _spoken(view: ReasonView, key: str) -> ReasonView:
    return replace(view, sentence=str(view.sentence), key=key)


def _keys(number: int) -> Iterable[str]:
    return [*KEYS, *[""] * number][:number]
