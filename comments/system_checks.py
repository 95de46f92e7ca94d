"""System checks of a host's settings and URLs: what is missing, and the line that adds it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connections
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from comments import doorbell, schedule
from comments.access import staff
from comments.mail import backends
from comments.net import hostnames

_MIDDLEWARE = ("ClientAddress", "Unavailable", "PublicPages")
_SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
# The folder where each URLconf belongs, a path in it, and the name of that path.
_URLS = (
    ("api/v1/", "comments.api.urls", "comments/", "api-comments"),
    ("threads/", "comments.web.urls", "any/", "comments-thread"),
    ("", "comments.web.embed_urls", "embed.js", "comments-embed"),
)


@checks.register("comments")
def check_host(app_configs: Sequence[Any] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """Everything that docs/embedding.md asks of a host's settings and addresses."""
    return [*_apps(), *_middleware(), *_public_url(), *_urls(), *_times(), *_beat(), *_database(), *_users()]


@checks.register("comments", deploy=True)
def check_mail(app_configs: Sequence[Any] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """Whether anybody is sent mails: what is right for trying things out is not where people wait for them."""
    if not backends.sends_to_nobody():
        return []
    hint = _("Set EMAIL_URL, or Django's EMAIL_HOST and what goes with it: see docs/mail.md.")
    return [checks.Warning(_("Nobody is sent mails: there is no mail server."), hint, id="comments.W009")]


def _apps() -> Iterator[checks.CheckMessage]:
    if not apps.is_installed("rest_framework"):
        yield checks.Warning(
            _("“rest_framework” is not in INSTALLED_APPS."),
            _("Add it. The REST API needs it."),
            id="comments.W001",
        )


def _middleware() -> Iterator[checks.CheckMessage]:
    names = list(settings.MIDDLEWARE)
    ours = [f"comments.middleware.{name}" for name in _MIDDLEWARE]
    for name in ours:
        if name not in names:
            hint = _("Put it first in MIDDLEWARE.")
            yield checks.Warning(_("“%(name)s” is not in MIDDLEWARE.") % {"name": name}, hint, id="comments.W002")
    public = ours[-1]
    if public in names and _SESSIONS in names and names.index(public) > names.index(_SESSIONS):
        hint = _("Put it before SessionMiddleware, so that it sees the cookies that others set.")
        yield checks.Warning(
            _("“%(name)s” comes after SessionMiddleware.") % {"name": public}, hint, id="comments.W003"
        )


def _public_url() -> Iterator[checks.CheckMessage]:
    given = getattr(settings, "PUBLIC_URL", None)
    if given is None:
        hint = _('Set it to the address that people use, such as PUBLIC_URL = "https://www.example.org".')
        yield checks.Warning(_("PUBLIC_URL is not set: links lead to http://localhost:8000."), hint, id="comments.W004")
        return
    if not hostnames.origin_of(str(given)):
        hint = _("It must be a scheme and a host, such as https://www.example.org.")
        yield checks.Error(_("PUBLIC_URL is “%(url)s”.") % {"url": given}, hint, id="comments.E001")


def _urls() -> Iterator[checks.CheckMessage]:
    for folder, urls, below, name in _URLS:
        if _url_name_at(f"/{folder}{below}") != name:
            line = f'path("{folder}", include("{urls}"))'
            yield checks.Warning(
                _("/%(folder)s does not lead to %(urls)s.") % {"folder": folder, "urls": urls},
                _("Put %(line)s into urlpatterns, in front of what takes any address.") % {"line": line},
                id="comments.W008",
            )


def _url_name_at(address: str) -> str | None:
    try:
        return resolve(address).url_name
    except Resolver404:
        return None


def _times() -> Iterator[checks.CheckMessage]:
    if not settings.USE_TZ:
        yield checks.Error(
            _("USE_TZ is off: the times of comments would be those of whichever server is asked."),
            _("Set USE_TZ = True."),
            id="comments.E002",
        )


def _beat() -> Iterator[checks.CheckMessage]:
    if apps.is_installed("django_celery_beat"):
        return  # its schedule is in the database
    missing = sorted(set(schedule.BEAT_SCHEDULE) - doorbell.scheduled())
    if missing:
        hint = _(
            "Put BEAT_SCHEDULE of comments.schedule into CELERY_BEAT_SCHEDULE, and import the Celery application in the"
            " __init__.py of your project."
        )
        names = {"tasks": ", ".join(missing)}
        yield checks.Warning(_("Celery beat does not start %(tasks)s.") % names, hint, id="comments.W005")


def _database() -> Iterator[checks.CheckMessage]:
    connection = connections["default"]
    if connection.vendor == "sqlite" and connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        hint = _('Add "transaction_mode": "IMMEDIATE" to the OPTIONS of DATABASES["default"].')
        yield checks.Warning(
            _("Comments that are sent at the same moment may be refused, because SQLite lets none of them wait."),
            hint, id="comments.W006",
        )  # fmt: skip


def _users() -> Iterator[checks.CheckMessage]:
    if not staff.has_column("is_staff"):
        yield checks.Warning(
            _("%(model)s has no column is_staff, so all users are read with each batch of comments.")
            % {"model": settings.AUTH_USER_MODEL},
            _("Make is_staff a BooleanField."),
            id="comments.W007",
        )
