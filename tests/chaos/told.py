"""Who is told in the storm: somebody is owed mails all the time, and the mail server fails, too."""

import threading
from collections import Counter
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from comments.deliveries.senders import PER_TARGET
from comments.mail import trying
from comments.models import Delivery, DeliveryState
from tests.support import factories
from tests.support.mail_server import Act, MailServer, Step


@dataclass(frozen=True)
class Count:
    """`may_double` are those that SMTP cannot exclude: taken, and the word of it was lost or not committed."""

    owed: int
    lost: list[str]
    doubled: int
    may_double: int

    @property
    def is_clean(self) -> bool:
        return not self.lost and self.doubled <= self.may_double


class Told:
    """Inside a with block somebody is owed a mail a few times a second. What is acknowledged is what was committed."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._owed: list[str] = []
        self._home = threading.Event()
        self._thread = threading.Thread(target=self._owe, args=[factories.moderator("told")], daemon=True)
        # Mails that the server took without saying so, each of which may come twice.
        self.unsaid = 0

    def come(self) -> None:
        self._thread.start()

    def go_home(self) -> None:
        self._home.set()
        self._thread.join(30)

    def _owe(self, user: User) -> None:
        User.objects.filter(pk=user.pk).update(email="told@example.org")
        while not self._home.wait(0.2):
            try:
                self._owed.append(str(trying.owe_test(user, None, now=timezone.now()).uuid))
            except DatabaseError:  # it may be down; then nothing is owed
                connection.close()
        connection.close()

    def stop(self) -> None:
        self._server.stop()

    def hang(self) -> None:
        self._server.will(Step.CONNECT, Act.HANG, times=None)

    def refuse(self) -> None:
        self._server.will(Step.RCPT, "451 4.3.0 Later", times=None)

    def die_after_data(self) -> None:
        self._server.will(Step.BODY, Act.DIE_TAKEN)
        self.unsaid += 1

    def heal(self) -> None:
        self._server.behave()
        self._server.start()

    def ask_again(self) -> None:
        """What waits because of the storm is due now, as by "Send again" in the admin."""
        Delivery.objects.filter(state=DeliveryState.OWED).update(due=timezone.now())

    def count(self, *, worker_deaths: int) -> "Count":
        """Once nothing is owed any more."""
        came = Counter(str(mail.message["Message-ID"])[1:].partition("@")[0] for mail in self._server.mails)
        sent = {str(one) for one in Delivery.objects.filter(state=DeliveryState.SENT).values_list("uuid", flat=True)}
        return Count(
            owed=len(self._owed),
            lost=[uuid for uuid in self._owed if not came[uuid] or uuid not in sent],
            doubled=sum(times - 1 for times in came.values()),
            may_double=self.unsaid + PER_TARGET * worker_deaths,
        )
