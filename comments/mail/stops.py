"""Whose mails can be stopped by what is here already: moderators have settings, authors only a mailbox."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy

from comments import languages
from comments.access.staff import Moderator
from comments.mail.stopping import Stop, Stopped, Stopper
from comments.models import Comment
from comments.moderation.notices import choosing
from comments.text.parsing import parse_id

TITLE_OF_ALL = gettext_lazy("All mails about comments to this address")


def id_of(stop: Stop) -> int:
    """The id of the row that it names; 0 for none."""
    return parse_id(stop.recipient.partition(":")[2]) or 0


def _find_user(stop: Stop) -> Stopped | None:
    title = gettext_lazy("Mails to you as a moderator")
    return Stopped(title, None, languages.ENGLISH, can_resume=False) if _user(stop) else None


def _stop_user(stop: Stop) -> None:
    if user := _user(stop):
        choosing.stop(user)


def _user(stop: Stop) -> Moderator | None:
    return get_user_model()._default_manager.filter(pk=id_of(stop)).first()


def _find_comment(stop: Stop) -> Stopped | None:
    """On all sites: who is asked to confirm what somebody else typed must not have to stop it on each."""
    comment = Comment.objects.select_related("thread__site").filter(pk=id_of(stop)).exclude(email="").first()
    if comment is None:
        return None
    language = comment.mail_language or comment.thread.site.spoken_language
    return Stopped(TITLE_OF_ALL, None, language, comment.email)


USER = Stopper(_find_user, _stop_user)
COMMENT = Stopper(_find_comment)
