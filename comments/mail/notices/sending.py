"""Sends a moderator's notice, written from what waits for them at that moment, by the rights that they have then."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import conf, languages
from comments.access.staff import email_of
from comments.db.transactions import writing
from comments.deliveries.channels import Fate, SendOutcome
from comments.mail import message
from comments.mail.message import Letter
from comments.mail.notices import wording
from comments.mail.stopping import Stop
from comments.models import Comment, Delivery, NoticeSetting, NoticeTime, PersonalData, Site
from comments.moderation import from_mail
from comments.moderation.notices.covering import covered, own_sites, read_settings
from comments.moderation.waiting import queries
from comments.moderation.waiting.counting import SiteWaits, what_waits
from comments.text import characters

# In one mail, of all sites together.
MOST_CARDS = 10
LONGEST_NAME, LONGEST_TEXT = 100, 1000


class DecisionLink(NamedTuple):
    """What a moderator can do with a comment, and where."""

    label: str
    address: str


class MailedCard(NamedTuple):
    """A comment that waits, as far as the site's mails may tell: `text` is "" where only names may leave."""

    name: str
    page: str
    text: str
    at: str
    links: Sequence[DecisionLink]


def send_waiting(delivery: Delivery) -> SendOutcome:
    """Tell what waits; nothing, if nothing does any more or they want no such mails any more."""
    settings = _settings(delivery)
    recipient = next((one.user for one in settings if delivery.recipient == f"user:{one.user_id}"), None)
    address = email_of(recipient) if recipient else ""
    if recipient is None or not address:
        return SendOutcome.dropped(_("They want no such mails any more."))
    now, covering = timezone.now(), _by_site(settings)
    arrivals = queries.arrivals(sorted(covering), now=now)
    waits = what_waits(sorted(covering), now=now)
    if not waits:
        return SendOutcome.dropped(_("Nothing waits any more."))
    cards = list(_cards(waits, covering, now))
    context = {
        "sites": [wording.of_site(one, now) for one in waits], "cards": cards,
        "desk": f"{conf.public_url()}/admin/desk/", "settings": f"{conf.public_url()}/admin/desk/notices/",
        "minutes": int(from_mail.FRESH.total_seconds() // 60),
    }  # fmt: skip
    letter = Letter(
        address, wording.subject(waits), "comments/mail/moderators/waiting", context, delivery.site,
        languages.ENGLISH, delivery, thread_of=_day_of(delivery, settings[0], now), stop=Stop(delivery.recipient),
    )  # fmt: skip
    outcome = message.send(letter)
    if outcome.fate == Fate.SENT:
        _note_told(covering, arrivals, waits)
    return outcome


def _day_of(delivery: Delivery, setting: NoticeSetting, now: datetime) -> str:
    """Mail programs show together what a person got on one day of theirs."""
    return f"notices:{delivery.recipient}:{now.astimezone(ZoneInfo(setting.time_zone)).date()}"


def _note_told(
    covering: Mapping[int, NoticeSetting], arrivals: Mapping[int, datetime], waits: Iterable[SiteWaits]
) -> None:
    """What began to wait since the notice was owed was told in it, and so was a flood: neither is news any more."""
    floods = {one.site.pk: one.flood.pk for one in waits if one.flood}
    with writing():
        for setting in {one.pk: one for one in covering.values()}.values():
            theirs = [site_id for site_id, one in covering.items() if one.pk == setting.pk]
            told_at = max((arrivals[site_id] for site_id in theirs if site_id in arrivals), default=setting.told_at)
            told_flood = max((floods[site_id] for site_id in theirs if site_id in floods), default=setting.told_flood)
            NoticeSetting.objects.filter(pk=setting.pk).update(told_at=told_at, told_flood=told_flood)


def _settings(delivery: Delivery) -> list[NoticeSetting]:
    """Those that the notice is for and are not switched off since, with the rights that their people have now."""
    ids = delivery.data.get("settings", [])
    people = NoticeSetting.objects.filter(pk__in=ids).values_list("user", flat=True)
    return [one for one in read_settings(people) if one.pk in ids and one.frequency != NoticeTime.NEVER]


def _by_site(settings: Sequence[NoticeSetting]) -> dict[int, NoticeSetting]:
    """By which of their accounts and settings a person hears of which site."""
    own = own_sites(read_settings({one.user_id for one in settings}))
    every = list(Site.objects.values_list("pk", flat=True))
    found: dict[int, NoticeSetting] = {}
    for setting in settings:
        for site_id in covered(setting, own, every):
            found.setdefault(site_id, setting)
    return found


def _cards(waits: Iterable[SiteWaits], covering: Mapping[int, NoticeSetting], now: datetime) -> Iterator[MailedCard]:
    """Of a notice at once the newest that wait, where the site lets mails name authors. A flood has none."""
    room = MOST_CARDS
    for one in waits:
        setting, privacy = covering[one.site.pk], one.site.mail_privacy
        if setting.frequency != NoticeTime.AT_ONCE or privacy == PersonalData.NONE or one.flood or not room:
            continue
        ids = queries.newest(one.site.pk, limit=room, now=now)
        comments = Comment.objects.filter(pk__in=ids).select_related("thread__site").order_by("-pk")
        for comment in comments:
            room -= 1
            yield _card(comment, setting, with_text=privacy == PersonalData.ALL)


def _card(comment: Comment, setting: NoticeSetting, *, with_text: bool) -> MailedCard:
    at, user = timezone.localtime(comment.created_at, ZoneInfo(setting.time_zone)), setting.user
    links = [
        DecisionLink(str(wording.ACTIONS[action]), _address(action, from_mail.token_of(action, comment, user)))
        for action in from_mail.ACTIONS
    ]
    return MailedCard(
        name=_short(comment.name, LONGEST_NAME) or _("Anonymous"), page=_short(comment.thread.title, LONGEST_NAME),
        text=_lines(comment.text, LONGEST_TEXT) if with_text else "", at=f"{at:%Y-%m-%d %H:%M}", links=links,
    )  # fmt: skip


def _address(action: str, token: str) -> str:
    return f"{conf.public_url()}/admin/desk/from-mail/?{urlencode({'do': action, 'token': token})}"


def _lines(text: str, most: int) -> str:
    """Cut with a mark, and without what would turn the lines around it."""
    whole = "\n".join(map(characters.without_control, text.splitlines()))
    return whole if len(whole) <= most else f"{characters.cut(whole, most)} …"


def _short(text: str, most: int) -> str:
    return characters.cut(characters.without_control(" ".join(text.split())), most)
