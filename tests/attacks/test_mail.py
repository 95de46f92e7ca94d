"""Strangers who want mails sent for them: to others, with words of theirs, or by links that they make up."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from comments import conf, signed_tokens
from comments.models import Delivery, DeliveryState, Site, Subscriber, Suppression
from tests.attacks.service import Expected, Service
from tests.attacks.wire import Sent, get, post
from tests.support import factories
from tests.support.servers import wait_until

VICTIM = "victim@mailbox.example"
NO_ADDRESSES = (
    f"eve@mailbox.example,{VICTIM}", f"eve@mailbox.example, {VICTIM}", f"<{VICTIM}>", f"Eve <{VICTIM}>",
    f"{VICTIM}\r\nBcc: eve@mailbox.example", f"{VICTIM}\nSubject: Buy", f"{VICTIM}%0aBcc: eve@mailbox.example",
    f"{VICTIM};eve@mailbox.example", f"{VICTIM}\x00", '"a\r\nb"@mailbox.example',
    "@relay.example:victim@mailbox.example",
    "victim%mailbox.example", "victim@mailbox.example@relay.example", "victim@[127.0.0.1]", "victim@localhost",
)  # fmt: skip
BUY = "Buy at https://pills.example now, says Eve of Pills"


def mails() -> list[EmailMessage]:
    """All that were written: without a server, each is a file."""
    paths = sorted(conf.mail_folder().glob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


def test_it_writes_to_nobody_for_strangers_but_once_a_day_and_in_its_own_words(service: Service) -> None:
    Site.objects.update(reply_notices=True, decision_notices=True, name="The Times")
    for path in conf.mail_folder().glob("*.eml"):
        path.unlink()
    wants = {"notify_replies": True, "notify_decision": True}
    for address in NO_ADDRESSES:
        service.ask(service.post(email=address, **wants))
    for number in range(6):
        service.ask(service.post(email=VICTIM, name=f"{BUY} {number}", page_title=BUY, **wants))
    service.state()  # once all is screened
    owed = Delivery.objects.filter(state=DeliveryState.OWED)
    wait_until(lambda: not owed.exists(), seconds=15, what="the end of all mails")

    written = mails()
    to_victim = [one for one in written if one["To"] == VICTIM]
    assert len(to_victim) == 1
    for one in written:
        assert len(one.get_all("To", [])) == 1
        assert "," not in one["To"]
        assert "Bcc" not in one
        parts = "".join(str(part.get_content()) for part in one.walk() if part.get_content_maintype() == "text")
        assert not any(word in f"{one.items()}{parts}" for word in ("pills", "Buy", "Eve of"))
    assert not Subscriber.objects.filter(state="confirmed").exists()


def test_it_believes_no_link_that_it_did_not_write(service: Service) -> None:
    """Nor one that it wrote for something else; and none says whether an address is known."""
    before = service.state()
    top = f"comment:{service.top.pk}"
    other = signed_tokens.mail_token("approve", top, service.top.pk, service.top.version)
    tokens = {
        "none": "", "garbage": "x", "too long": "A" * 6000, "colons": ":::::", "another's salt": other,
        "cut": other[:-3], "an author's": service.token(service.top), "bytes": "%00%ff%0d%0a",
    }  # fmt: skip
    rows: dict[str, tuple[Sent, Expected]] = {}
    for what, token in tokens.items():
        for page in ("stop", "confirm"):
            target = f"/threads/mail/{page}/?token={token}"
            body = b"List-Unsubscribe=One-Click"
            form = {"Content_Type": "application/x-www-form-urlencoded"}
            rows |= {
                f"GET {page} {what}": (get(target), {400, 404, 414}),
                f"HEAD {page} {what}": (Sent("HEAD", target), {400, 404, 414}),
                f"POST {page} {what}": (post(target, body, **form), {400, 403, 404, 414}),
            }
    service.try_all(rows)
    moderator_links = [
        f"/admin/desk/from-mail/?do={do}&token={token}" for do in ("approve", "x") for token in ("", "x")
    ]
    service.try_all({link: (get(link), {302, 404}) for link in moderator_links})

    assert service.state() == before
    assert not Suppression.objects.exists()
    assert factories.fresh(service.top).status == "approved"
