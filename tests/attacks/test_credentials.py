"""Sessions, API keys and accounts of somebody else, or made up; what staff ask of the admin and where it leads."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from comments.access import api_keys
from comments.models import Comment, KeyScope, Membership, Role, Site
from tests.attacks.service import COMMENTS, Service, refused
from tests.attacks.wire import Sent, bearer, get, post
from tests.support import accounts, factories
from tests.support.pages import parse

TAKEN = 201
ORIGIN = "https://times.example.org"


def test_it_sees_no_session_where_visitors_post(service: Service) -> None:
    cookie = service.session(factories.moderator())

    answer = service.ask(service.post().with_headers(Cookie=cookie, Origin=ORIGIN))

    comment = Comment.objects.get(pk=answer.json["id"])
    assert (answer.status, comment.staff, comment.decided_at) == (TAKEN, False, None)
    assert "set-cookie" not in answer.headers


def test_it_believes_no_key_that_is_not_valid_here(service: Service) -> None:
    chief = factories.moderator("keeper")
    chief.is_superuser = False
    chief.save()
    Membership.objects.create(user=chief, site=service.times, role=Role.CHIEF)
    Membership.objects.create(user=chief, site=service.gazette, role=Role.CHIEF)
    now = timezone.now()
    end = now + timedelta(days=1)

    def made(name: str) -> api_keys.Made:
        return api_keys.make(by=chief, name=name, scope=KeyScope.MANAGE, site=service.times, expires_at=end)

    valid, gone = made("valid"), made("revoked")
    api_keys.revoke(gone.key.pk, by=chief)
    service.secrets += [valid.token, gone.token, valid.token.rpartition("_")[2]]
    who = "/api/v1/moderation/"
    service.try_all(
        {
            "the key": (get(who, **bearer(valid.token)), 200),
            "none": (get(who), refused(401)),
            "in the query": (get(f"{who}?key={valid.token}"), refused(401)),
            "as a parameter": (get(f"{who}?authorization=Bearer%20{valid.token}"), refused(401)),
            "revoked": (get(who, **bearer(gone.token)), refused(401)),
            "with another secret": (get(who, **bearer(valid.token[:-1] + "x")), refused(401)),
            "of another form": (get(who, Authorization=f"Token {valid.token}"), refused(401)),
            "a session": (get(who, Cookie=service.session(chief)), refused(401)),
            "an author's token": (get(who, **bearer(service.token(service.top))), refused(401)),
        }
    )


def test_it_believes_nobody_who_only_says_that_the_host_knows_them(service: Service) -> None:
    accounts.sign_on(service.times)
    factories.published(on=factories.subject("gazette"))
    Site.objects.filter(pk=service.gazette.pk).update(reading="signed_in")
    session, _account = accounts.signed_in(service.times)
    used = accounts.token()
    service.secrets += [session, used, accounts.SECRET]
    sign_in = "/api/v1/sites/times/sign-in/"
    claimed = {
        "nothing": "",
        "no token": "x",
        "an unsigned one": accounts.token(algorithm="none", key=None),
        "another secret's": accounts.token(key=accounts.OTHER_SECRET),
        "another site's": accounts.token(aud="gazette"),
        "an old one": accounts.token(iat=1_000_000_000, exp=1_000_000_300),
        "one of no age": accounts.token(exp=None),
        "one for ever": accounts.token(exp=9_999_999_999),
        "a session": session,
    }

    def exchanged(token: str) -> Sent:
        return Sent("POST", sign_in, b"", {"Comments-Identity": token})

    service.try_all(
        {
            **{f"signing in by {what}": (exchanged(token), refused(401)) for what, token in claimed.items()},
            "signing in": (exchanged(used), 200),
            "signing in again": (exchanged(used), refused(401)),
            **{
                f"reading {target} by {what}": (get(target, Comments_Identity=token), {401})
                for what, token in {"nothing": "", "another site's session": session, "garbage": "1:x"}.items()
                for target in (
                    f"{COMMENTS}?site=gazette&thread=bridge", "/feeds/gazette/", "/threads/gazette/?key=bridge",
                    "/threads/gazette/fragment/?key=bridge", "/api/v1/counts/?site=gazette&thread=bridge",
                )
            },
            "a session in the query": (get(f"/feeds/gazette/?identity={session}"), 401),
        }
    )  # fmt: skip


def test_it_looks_for_nothing_that_the_admin_does_not_offer(service: Service) -> None:
    cookie = service.session(factories.moderator())
    users, sites = "/admin/auth/user/", "/admin/comments/site/"
    service.try_all(
        {
            f"{target}?{query}": (get(f"{target}?{query}", Cookie=cookie), {200, 302, 400, 404})
            for target in (users, sites, "/admin/desk/")
            for query in (
                "q=%00", "q='", "email__startswith=a", "password__startswith=p", "_to_field=password", "o=99.-1.x",
                "p=-1", "p=99999999999", "_popup=1&_to_field=password", "all=1",
            )
        }
    )  # fmt: skip
    for query in ("password__startswith=p", "_to_field=password"):
        answer = service.ask(get(f"{users}?{query}", Cookie=cookie))
        assert answer.status in (302, 400)


def test_it_leads_nobody_to_another_website_after_signing_in(service: Service) -> None:
    factories.moderator("visitor")
    named = {"username": "visitor", "password": "correct horse battery staple"}
    for where in (
        "//evil.example",
        "https:evil.example",
        "/\\evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
    ):
        target = f"/admin/login/?{urlencode({'next': where})}"
        form = service.ask(get(target))
        cookie = form.headers["set-cookie"].partition(";")[0]
        inputs = parse(form.text).one("form", id="login-form").all("input", type="hidden")
        body = urlencode({**{each["name"]: each.get("value") or "" for each in inputs}, **named}).encode()
        sent = post(target, body, Content_Type="application/x-www-form-urlencoded", Cookie=cookie)
        answer = service.ask(sent.with_headers(Origin=service.stack.url))
        assert (answer.status, answer.headers.get("location", "")[:7]) == (302, "/admin/"), (where, answer.text[:300])
