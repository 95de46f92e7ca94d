"""Which mails there are, and whose can be stopped: a line for each, registered when the app is ready."""

from comments.deliveries import channels
from comments.mail import stopping, stops, trying
from comments.models import Channel


def register_all() -> None:
    channels.register(trying.KIND, Channel.MAIL, trying.send)
    stopping.register("user", stops.USER)
    stopping.register("comment", stops.COMMENT)
