"""The sentences about what becomes of what is typed: each follows its setting."""

from typing import Any

import pytest

from comments.models import CheckSetting, Site
from comments.privacy import notice
from tests.support import factories

pytestmark = pytest.mark.django_db


def said(**fields: Any) -> str:
    return " ".join(notice.for_form(factories.site(**fields)))


def test_it_says_what_is_kept_and_who_sees_it() -> None:
    assert notice.for_form(factories.site()) == [
        "Your comment is shown to everybody once it is published, with your name and website.",
        "Your email address, network address and browser, and how long the form was open, are seen by moderators and"
        " never published.",
        "Network address and browser are erased after 60 days, the rest is kept for as long as the comment exists.",
        "Comments marked as spam are deleted after 15 days.",
        "Rejected comments are deleted after 30 days.",
        "If you tick the box, a cookie marks this browser for 365 days. Your name, email and website are kept to fill"
        " them in next time, and your waiting comments are shown here. Without the tick no cookie is stored.",
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reading": "signed_in"}, "Your comment is shown to signed-in readers of this website once it is published,"),
        ({"reading": "signed_in"}, "You stay signed in for 12 hours."),
        ({"posting": "signed_in"}, "If you sign in with your account on this website,"),
        ({"login_url": "https://times.example.org/in"}, "If you sign in with your account on this website,"),
        ({"erase_days": 0}, "We keep this information as long as the comment exists."),
        ({"erase_days": 1}, "Network address and browser are erased after 1 day,"),
        ({"erase_days": 90}, "Network address and browser are erased after 90 days,"),
        ({"spam_days": 0}, "Comments marked as spam are kept until a moderator deletes them."),
        ({"spam_days": 1}, "Comments marked as spam are deleted after 1 day."),
        ({"trash_days": 0}, "Rejected comments are kept until a moderator deletes them."),
        ({"trash_days": 7}, "Rejected comments are deleted after 7 days."),
        ({"show_consent": False}, "No cookie is stored."),
        ({"recommends": True}, "a code made from your network address and browser is kept for 30 days,"),
    ],
)
def test_it_follows_each_setting(fields: dict[str, Any], sentence: str) -> None:
    assert sentence in said(**fields)


def test_it_promises_no_erasure_where_there_is_none() -> None:
    assert "erased" not in said(erase_days=0, spam_days=0, trash_days=0)


def test_it_names_no_service_while_none_is_asked() -> None:
    assert "Akismet" not in said()


def test_it_names_the_service_that_is_asked_and_what_it_is_told(settings: Any) -> None:
    settings.AKISMET_KEY = "123abc"

    (sentence,) = [sentence for sentence in notice.for_form(factories.site()) if "Akismet" in sentence]

    for told in ("text", "name", "email address", "website", "network address", "browser", "address of this page"):
        assert told in sentence
    assert "123abc" not in said()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://rest.akismet.com/1.1", "sent to Akismet,"),
        ("https://akismet.com/1.1", "sent to Akismet,"),
        ("https://user:pass@spam.example.org:8443/1.1", "sent to spam.example.org,"),
        ("https://notakismet.com/1.1", "sent to notakismet.com,"),
    ],
)
def test_it_names_another_service_by_its_host(settings: Any, url: str, name: str) -> None:
    settings.AKISMET_KEY, settings.AKISMET_URL = "123abc", url

    assert name in said()


def test_it_names_no_service_that_the_site_does_not_ask(settings: Any) -> None:
    settings.AKISMET_KEY = "123abc"
    CheckSetting.objects.create(site=factories.site(), check_name="akismet", is_on=False)
    other = factories.site("herald")

    assert "Akismet" not in said()
    assert "Akismet" in " ".join(notice.for_form(other))


def test_it_asks_the_database_only_where_a_service_could_be_asked(
    settings: Any, django_assert_num_queries: Any
) -> None:
    site = factories.site()

    with django_assert_num_queries(0):
        notice.for_form(site)
    settings.AKISMET_KEY = "123abc"
    with django_assert_num_queries(1):
        notice.for_form(site)


def test_it_leaves_out_the_cookie_where_there_is_no_form() -> None:
    site = factories.site()

    assert notice.for_form(site)[:-1] == notice.for_comments(site)
    assert "cookie" not in " ".join(notice.for_comments(site))


def test_it_says_what_a_page_elsewhere_keeps_and_that_no_cookie_is() -> None:
    with_box, without = (notice.for_form(factories.site(slug, show_consent=box), is_elsewhere=True)[-1]
                         for slug, box in (("times", True), ("herald", False)))  # fmt: skip

    assert with_box.startswith("If you tick the box, your name, email and website are kept in your browser")
    assert without.startswith("Your name and email address are not kept in your browser.")
    assert with_box.endswith("No cookie is stored.") and without.endswith("No cookie is stored.")


@pytest.mark.parametrize(("is_elsewhere", "said"), [(True, "No cookie is stored."), (False, "A cookie says who is")])
def test_it_says_what_is_kept_of_who_is_signed_in(is_elsewhere: bool, said: str) -> None:
    kept = notice.for_form(factories.site(), is_elsewhere=is_elsewhere, is_guest=False)[-1]

    assert said in kept and "tick the box" not in kept


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("none", "text and the address of this page, without anything about you."),
        ("names", "text, name, website and the address of this page."),
        ("all", "text, name, email address, website, network address, browser and the address of this page."),
    ],
)
def test_it_says_what_a_service_of_the_site_s_own_is_told(level: str, told: str) -> None:
    assert "another service" not in said()
    site = factories.site()
    Site.objects.filter(pk=site.pk).update(own_hook=level)
    (sentence,) = [sentence for sentence in notice.for_form(factories.site()) if "another service" in sentence]
    assert sentence.endswith(told)

    CheckSetting.objects.create(site=site, check_name="own_hook", is_on=False)
    assert "another service" not in said()
