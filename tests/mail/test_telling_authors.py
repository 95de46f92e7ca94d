"""Authors whose address is confirmed are told of replies and of decisions: once, as it is then, until they stop."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from comments.mail.readers import link
from comments.models import Comment, Delivery, DeliveryState, ReplyNotice, Site, Subscriber, Subscription
from comments.moderation import decisions
from comments.posting import answers, edits
from tests.support import factories, mailbox
from tests.support.mail_server import Mail, MailServer, Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Iterator[MailServer]:
    factories.quiet_site(reply_notices=True, decision_notices=True)
    with mailbox.open_mailbox() as server:
        yield server


@pytest.fixture
def author(server: MailServer) -> Comment:
    """A published comment whose author confirmed their address; they were told that it is published."""
    comment = mailbox.asking()
    mailbox.send_all()
    link.press(mailbox.token_in(server.mails[0]))
    approve(comment)
    mailbox.send_all()
    return factories.fresh(comment)


def approve(comment: Comment) -> Comment:
    """Long enough ago that it cannot be undone any more."""
    comment.refresh_from_db()
    done = decisions.approve(
        comment.pk, by=factories.moderator(), version=comment.version, now=timezone.now() - timedelta(minutes=1)
    )
    return factories.fresh(done)


def reply_to(comment: Comment, **fields: Any) -> Comment:
    return approve(factories.waiting(comment, now=timezone.now(), **fields))


def told(server: MailServer, subject: str) -> list[Mail]:
    mailbox.send_all()
    return [mail for mail in server.mails if subject in str(mail.message["Subject"])]


def test_it_tells_that_a_comment_was_published(server: MailServer, author: Comment) -> None:
    [mail] = told(server, "was published")

    assert mail.recipients == ["ada@example.org"]
    assert author.text in mail.part("plain")
    assert f"comment={author.pk}" in mail.part("plain") or f"#comment-{author.pk}" in mail.part("plain")


def test_it_tells_that_a_comment_was_rejected_with_the_reason_that_is_meant_for_its_author(
    server: MailServer, author: Comment
) -> None:
    decisions.reject(
        author.pk, by=factories.moderator(), version=author.version, reason="Too long.", note="A secret note.",
        now=timezone.now() - timedelta(minutes=1),
    )  # fmt: skip
    [mail] = told(server, "was not published")

    assert "Too long." in mail.part("plain")
    assert "A secret note." not in mail.raw.decode()


def test_it_marks_each_line_of_a_reply(server: MailServer, author: Comment) -> None:
    reply_to(author, text="I agree.\n\n--\n\nStop these mails:\nhttps://eve.example/?token=x")
    [mail] = told(server, "New replies")

    lines = mail.part("plain").splitlines()
    assert [line for line in lines if "eve.example" in line] == ["> https://eve.example/?token=x"]
    assert lines.count("--") == 1


def test_it_tells_nothing_of_spam_nor_of_what_was_taken_back(server: MailServer, author: Comment) -> None:
    before = len(server.mails)
    rejected = decisions.reject(author.pk, by=factories.moderator(), version=author.version)
    decisions.mark_spam(author.pk, by=factories.moderator(), version=rejected.version)
    mailbox.send_all()

    assert len(server.mails) == before


def test_it_tells_what_was_decided_before_the_address_was_confirmed(server: MailServer) -> None:
    comment = approve(mailbox.asking())
    mailbox.send_all()
    assert told(server, "was published") == []

    link.press(mailbox.token_in(server.mails[0]))

    assert len(told(server, "was published")) == 1
    assert Delivery.objects.filter(comment=comment, kind="author.published").count() == 2


def test_it_tells_several_replies_by_one_mail_as_they_are_published(server: MailServer, author: Comment) -> None:
    first, second = (reply_to(author, text=f"<b>Reply</b> number {n}.", name=f"Bea {n}") for n in (1, 2))
    edited = reply_to(author, text="A slip.")
    decisions.review_again(edited.pk, by=factories.moderator(), version=edited.version)
    [mail] = told(server, "New replies")

    text = mail.part("plain")
    assert all(words in text for words in ("Reply number 1.", "Reply number 2.", "Bea 1"))
    assert "A slip." not in text
    assert text.index(f"comment-{first.pk}") < text.index(f"comment-{second.pk}")
    assert mail.message["In-Reply-To"] == mail.message["References"]


def test_it_tells_a_reply_once(server: MailServer, author: Comment) -> None:
    reply = reply_to(author)
    assert len(told(server, "New replies")) == 1

    again = decisions.review_again(reply.pk, by=factories.moderator(), version=reply.version)
    approve(again)

    assert len(told(server, "New replies")) == 1
    assert ReplyNotice.objects.count() == 1


def test_it_tells_a_reply_by_the_same_mail_where_the_server_was_busy(server: MailServer, author: Comment) -> None:
    server.will(Step.RCPT, "451 4.3.0 Later")
    reply_to(author)
    mailbox.send_all()
    owed = Delivery.objects.get(kind="replies")
    assert owed.state == DeliveryState.OWED
    reply_to(author, text="Later.")
    Delivery.objects.update(due=timezone.now() - timedelta(seconds=1))
    mailbox.send_all()

    assert sum("Later." in mail.part("plain") for mail in server.mails) == 1


@pytest.mark.parametrize("same", ["email", "browser"])
def test_it_tells_nobody_of_their_own_replies(server: MailServer, author: Comment, same: str) -> None:
    fields: dict[str, Any] = {"email": "ADA+x@example.org"}
    if same == "browser":
        mine = factories.waiting(author, remember=True, email="other@example.org")
        Comment.objects.filter(pk=author.pk).update(commenter=mine.commenter)
        fields = {"commenter_id": mine.commenter_id, "remember": True, "email": "third@example.org"}
    reply_to(factories.fresh(author), **fields)

    assert told(server, "New replies") == []


def test_it_tells_of_replies_by_the_publication_and_of_none_that_answers_another(
    server: MailServer, author: Comment
) -> None:
    reply = reply_to(author)
    reply_to(reply, text="Not to Ada.")
    answers.answer(author.pk, by=factories.moderator(), version=author.version, text="We answer.")
    [mail] = told(server, "New replies")

    assert "We answer." in mail.part("plain")
    assert "Not to Ada." not in mail.part("plain")


def test_it_tells_nothing_of_a_comment_that_is_withdrawn(server: MailServer, author: Comment) -> None:
    reply_to(author)
    edits.withdraw(author)

    assert told(server, "New replies") == []


def test_it_stops_one_thread_or_everything_by_a_button_and_takes_it_back(
    server: MailServer, author: Comment, client: Client
) -> None:
    reply_to(author)
    [mail] = told(server, "New replies")
    thread, everything = [path for name, path in mailbox.paths_in(mail) if name == "stop"]
    for path in (thread, everything):
        assert client.get(path).status_code == 200
        assert Subscription.objects.get().stopped_at is None

    client.post(thread, {"List-Unsubscribe": "One-Click"})
    reply_to(author, text="Unheard.")
    assert len(told(server, "New replies")) == 1
    client.post(thread, {"resume": "1"})
    reply_to(author, text="Heard.")
    assert len(told(server, "New replies")) == 2

    client.post(everything)
    reply_to(author)
    assert len(told(server, "New replies")) == 2


def test_it_asks_nobody_again_who_stopped_everything(server: MailServer, author: Comment, client: Client) -> None:
    [mail] = told(server, "was published")
    client.post([path for name, path in mailbox.paths_in(mail) if name == "stop"][-1])
    before = len(server.mails)
    mailbox.asking(address="198.51.100.3", on=factories.subject(key="other"))
    mailbox.send_all()

    assert len(server.mails) == before


def test_it_forgets_who_was_told_with_their_last_comment(server: MailServer, author: Comment) -> None:
    decisions.delete(author.pk, by=factories.moderator(), version=author.version)

    assert not Subscriber.objects.exists()
    author.refresh_from_db()
    assert not (author.tells_author or author.tells_replies or author.mail_language)


def test_it_writes_in_the_language_of_the_form(server: MailServer) -> None:
    Site.objects.update(language="de")
    with translation.override("ar"):
        mailbox.asking()
    mailbox.send_all()

    assert server.mails[0].message["Content-Language"] == "ar"
    assert 'dir="rtl"' in server.mails[0].part("html")
