"""What becomes of the data of visitors, in sentences made from the settings that are in force."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import conf, limits
from comments.models import PersonalData, Site
from comments.net import hostnames
from comments.screening import pipeline, registry
from comments.screening.checks import akismet, own_hook


def for_form(site: Site, *, is_elsewhere: bool = False, is_guest: bool = True) -> list[str]:
    """The notice beside the form, as sentences: that of `for_comments`, and what the browser keeps.

    That is a cookie of ours, or what a page of another program stores for itself where the form stands there. Who is no
    guest is signed in, or must be.
    """
    if is_guest:
        kept = _stored(site) if is_elsewhere else _cookie(site)
    elif is_elsewhere:
        kept = _("This window keeps who is signed in, until it is closed. No cookie is stored.")
    else:
        kept = _("A cookie says who is signed in, until the browser is closed.")
    return [*for_comments(site), kept]


def for_comments(site: Site) -> list[str]:
    """What holds of every comment, by form or API, as sentences: who sees what, and how long it is kept."""
    return [
        _shown(site),
        _(
            "Your email address, network address and browser, and how long the form was open, are seen by moderators"
            " and never published."
        ),
        _erased(site.erase_days),
        _spam_kept(site.spam_days),
        _trash_kept(site.trash_days),
        *_accounts(site),
        *_recommended(site),
        *_mailed(site),
        *_told_outside(site),
        *_told_programs(site),
    ]


def _shown(site: Site) -> str:
    if site.reads_signed_in:
        return _(
            "Your comment is shown to signed-in readers of this website once it is published, with your name and"
            " website."
        )
    return _("Your comment is shown to everybody once it is published, with your name and website.")


def _erased(days: int) -> str:
    if not days:
        return _("We keep this information as long as the comment exists.")
    return ngettext(
        "Network address and browser are erased after %(n)d day, the rest is kept for as long as the comment exists.",
        "Network address and browser are erased after %(n)d days, the rest is kept for as long as the comment exists.",
        days,
    ) % {"n": days}


def _spam_kept(days: int) -> str:
    if not days:
        return _("Comments marked as spam are kept until a moderator deletes them.")
    return ngettext(
        "Comments marked as spam are deleted after %(n)d day.",
        "Comments marked as spam are deleted after %(n)d days.",
        days,
    ) % {"n": days}


def _trash_kept(days: int) -> str:
    if not days:
        return _("Rejected comments are kept until a moderator deletes them.")
    return ngettext(
        "Rejected comments are deleted after %(n)d day.",
        "Rejected comments are deleted after %(n)d days.",
        days,
    ) % {"n": days}


def _accounts(site: Site) -> list[str]:
    if not (site.login_url or site.posts_signed_in):
        return []
    kept = _(
        "If you sign in with your account on this website, the website tells us the number of the account and your"
        " name, and it may tell us your email address and website. We keep them as long as one of your comments is"
        " kept. You stay signed in for %(n)d hours."
    )
    return [kept % {"n": limits.READER_SESSION_HOURS}]


def _recommended(site: Site) -> list[str]:
    if not site.recommends:
        return []
    kept = _(
        "If you recommend a comment, a code made from your network address and browser is kept for %(n)d days, so that"
        " you are counted once. Nobody sees who recommended a comment."
    )
    return [kept % {"n": limits.RECOMMENDED_DAYS}]


def _mailed(site: Site) -> list[str]:
    if not (site.reply_notices or site.decision_notices):
        return []
    confirmed = _(
        "If you ask to be notified by email, we first write to you once, and you confirm your address by a link. An"
        " address that is not confirmed is forgotten after %(n)d days, one that is when your last comment is deleted."
        " A link in every email stops them."
    )
    mailed = _("A published reply is sent by email, with your name, to the author whom you answer, if they ask for it.")
    return [confirmed % {"n": limits.CONFIRM_DAYS}, *([mailed] if site.reply_notices else [])]


def _told_outside(site: Site) -> list[str]:
    """What services outside are told, as a sentence for each that can be asked."""
    set_up = registry.outside_of(site)
    asked = [step.name for step in pipeline.planned_checks(site.check_settings.all(), set_up)] if set_up else []
    return [_TOLD[name](site) for name in asked]


def _akismet(site: Site) -> str:
    told = _(
        "A comment that passes our own checks is sent to %(service)s, which recognises spam: text, name, email address,"
        " website, network address, browser and the address of this page. If a moderator disagrees with its answer, we"
        " tell the service."
    )
    return told % {"service": _service()}


def _told_programs(site: Site) -> list[str]:
    if site.webhook_data == PersonalData.ALL:
        return [
            _(
                "Other programs of this website are told of comments: text, name, email address, website, network"
                " address, browser and the address of this page."
            )
        ]
    if site.webhook_data == PersonalData.NAMES:
        return [
            _("Other programs of this website are told of comments: text, name, website and the address of this page.")
        ]
    if site.webhook_data == PersonalData.NONE:
        return [
            _(
                "Other programs of this website are told of comments: text and the address of this page, without"
                " anything about you."
            )
        ]
    return []


def _own_service(site: Site) -> str:
    if site.own_hook == PersonalData.ALL:
        return _(
            "A comment that passes our own checks is sent to another service of this website, which looks at it: text,"
            " name, email address, website, network address, browser and the address of this page."
        )
    if site.own_hook == PersonalData.NAMES:
        return _(
            "A comment that passes our own checks is sent to another service of this website, which looks at it: text,"
            " name, website and the address of this page."
        )
    return _(
        "A comment that passes our own checks is sent to another service of this website, which looks at it: text and"
        " the address of this page, without anything about you."
    )


_TOLD: dict[str, Callable[[Site], str]] = {akismet.CHECK.name: _akismet, own_hook.CHECK.name: _own_service}


def _service() -> str:
    """The service by name, or by its host where the operator uses another one."""
    host = hostnames.host_of(conf.akismet_url())
    return "Akismet" if f".{host}".endswith(".akismet.com") else host


def _stored(site: Site) -> str:
    if not site.show_consent:
        return _("Your name and email address are not kept in your browser. No cookie is stored.")
    return _(
        "If you tick the box, your name, email and website are kept in your browser to fill them in next time, with a"
        " mark by which we know this browser for %(n)d days. Without the tick they are not kept. No cookie is stored."
    ) % {"n": limits.COMMENTER_DAYS}


def _cookie(site: Site) -> str:
    if not site.show_consent:
        return _("No cookie is stored.")
    return _(
        "If you tick the box, a cookie marks this browser for %(n)d days. Your name, email and website are kept to fill"
        " them in next time, and your waiting comments are shown here. Without the tick no cookie is stored."
    ) % {"n": limits.COMMENTER_DAYS}
