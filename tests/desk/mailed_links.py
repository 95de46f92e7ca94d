"""Links in mails to moderators: made, opened, and their button pressed."""

import time
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from comments.models import Action, Comment
from comments.moderation import from_mail
from tests.support.factories import fresh
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response

LATER = from_mail.FRESH + timedelta(seconds=1)


def link_to(comment: Comment, user: User, action: Action = Action.APPROVE, *, age: timedelta = timedelta()) -> str:
    with patch("django.core.signing.time.time", return_value=time.time() - age.total_seconds()):
        token = from_mail.token_of(action, fresh(comment), user)
    return f"{reverse('admin:comments_desk_from_mail')}?{urlencode({'do': action.value, 'token': token})}"


def stranger() -> Client:
    return Client(enforce_csrf_checks=True)


def look(client: Client, link: str) -> Element:
    response = client.get(link)
    assert response.status_code == 200, response.headers
    return parse(response)


def press(client: Client, link: str, **typed: str) -> Response:
    return client.post(link, {**form_values(look(client, link), "from-mail"), **typed})


def buttons(page: Element) -> list[str]:
    return [one.text.strip() for form in page.all("form", id="from-mail") for one in form.all("button")]


def token_of(client: Client, link: str) -> dict[str, str]:
    client.get(reverse("admin:login"))
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
