"""Which mails there are, and whose can be stopped: a line for each, registered when the app is ready."""

from comments.deliveries import channels, readers
from comments.mail import stopping, stops, trying
from comments.mail.notices import sending as notices
from comments.mail.readers import asking, telling
from comments.mail.readers import stopping as readers_stopping
from comments.models import Channel
from comments.moderation.notices import writing


def register_all() -> None:
    channels.register(trying.KIND, Channel.MAIL, trying.send)
    channels.register(writing.KIND, Channel.MAIL, notices.send_waiting)
    channels.register(readers.CONFIRM, Channel.MAIL, asking.send)
    channels.register(readers.PUBLISHED, Channel.MAIL, telling.send_decision)
    channels.register(readers.REJECTED, Channel.MAIL, telling.send_decision)
    channels.register(readers.REPLIES, Channel.MAIL, telling.send_replies)
    stopping.register("user", stops.USER)
    stopping.register("comment", stops.COMMENT)
    stopping.register("subscriber", readers_stopping.SUBSCRIBER)
