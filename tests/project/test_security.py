"""Headers and cookies that hold for every page, and pages that live with them."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.conftest import OpenPage
from tests.support.stack import Stack

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/healthz", "/nowhere/"])
def test_it_sends_the_strict_policy_with_every_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.once
def test_it_shows_an_admin_that_the_policy_does_not_break(stack: Stack, open_page: OpenPage) -> None:
    User.objects.create_superuser("ada", password="a long enough phrase")
    page = open_page()
    page.goto(f"{stack.url}/admin/")
    page.fill("#id_username", "ada")
    page.fill("#id_password", "a long enough phrase")
    page.click("[type=submit]")
    page.wait_for_selector("#user-tools")
    page.goto(f"{stack.url}/admin/auth/user/add/")
    page.goto(f"{stack.url}/admin/comments/ban/")
    page.wait_for_selector("#changelist")
    page.goto(f"{stack.url}/admin/desk/")
    page.wait_for_selector("#desk")
