"""Which mails there are, and whose can be stopped: a line for each, registered when the app is ready."""

from comments.deliveries import channels
from comments.mail import stopping, stops, trying
from comments.mail.notices import sending as notices
from comments.models import Channel
from comments.moderation.notices import writing


def register_all() -> None:
    channels.register(trying.KIND, Channel.MAIL, trying.send)
    channels.register(writing.KIND, Channel.MAIL, notices.send_waiting)
    stopping.register("user", stops.USER)
    stopping.register("comment", stops.COMMENT)
