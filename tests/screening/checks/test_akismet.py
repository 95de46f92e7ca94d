"""What is made of Akismet's answers: two are answers, everything else waits."""

import time
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest

from comments import conf
from comments.akismet import client
from comments.akismet.client import HAM, SPAM
from comments.models import CheckSetting, Comment, Finding, Service, Site
from comments.screening import pipeline, registry
from comments.screening.checks import akismet
from comments.screening.checks.akismet import SILENT
from comments.screening.vocabulary import Candidate, Context, Judgement, Verdict
from comments.statuses import Status
from tests.support import factories
from tests.support.asked_service import impatient, open_site, questions, undecided
from tests.support.factories import NOON
from tests.support.fake_akismet import CERTAIN_SPAM, KEY, FakeAkismet, Role

pytestmark = pytest.mark.django_db

NO_ANSWERS = sorted(set(Role) - {Role.JUDGE, Role.SPAM, Role.HAM, Role.BLATANT, Role.PROVISIONAL})


def check(**fields: Any) -> Judgement:
    return akismet.check(_candidate(**fields), open_site())


def _candidate(**fields: Any) -> Candidate:
    called_spam = partial(akismet.implausible_spam_count, open_site())
    known = {
        "page_url": lambda: "https://times.example.org/city/bridge/", "now": NOON, "asks_until": time.monotonic() + 60,
        "akismet_spam_count": called_spam,
    }  # fmt: skip
    context = Context(**{**known, **fields.pop("context", {})})
    ordinary = {"name": "Ada", "email": "ada@example.org", "address": "192.0.2.7", "created_at": NOON}
    return Candidate(**{"text": "A thought.", "html": "", "context": context, **ordinary, **fields})


def test_it_sends_what_is_known_of_the_comment(service: FakeAkismet) -> None:
    check(url="https://ada.example.org", user_agent="Browser", parent_id=7)

    assert questions(service) == [
        {
            "blog": "https://times.example.org", "user_ip": "192.0.2.7", "user_agent": "Browser",
            "permalink": "https://times.example.org/city/bridge/", "comment_type": "reply", "comment_author": "Ada",
            "comment_author_email": "ada@example.org", "comment_author_url": "https://ada.example.org",
            "comment_content": "A thought.", "comment_date_gmt": "2026-03-02T12:00:00Z", "blog_lang": "en",
            "blog_charset": "UTF-8",
        }
    ]  # fmt: skip


def test_it_says_that_it_asks_again_and_that_it_is_only_tried_out(service: FakeAkismet, settings: Any) -> None:
    settings.AKISMET_TEST = True
    check(is_recheck=True)

    assert (service.last.fields["recheck_reason"], service.last.fields["is_test"]) == ("recheck", "true")


def test_it_names_our_own_address_where_a_site_has_none(service: FakeAkismet) -> None:
    akismet.check(_candidate(), factories.quiet_site("here", origins=""))

    assert service.last.fields["blog"] == conf.public_url()


@pytest.mark.parametrize("role", [Role.SPAM, Role.BLATANT])
def test_it_takes_true_for_spam(service: FakeAkismet, role: Role) -> None:
    service.role = role
    judgement = check()

    assert (judgement.verdict, judgement.code, judgement.told) == (Verdict.SPAM, SPAM, "")


def test_it_takes_false_for_a_clear_comment(service: FakeAkismet) -> None:
    service.role = Role.HAM

    assert (check().verdict, check().code) == (Verdict.CLEAR, HAM)


@pytest.mark.parametrize("name", ["Ada", CERTAIN_SPAM])
def test_it_keeps_exactly_what_was_sent_with_an_answer(service: FakeAkismet, name: str) -> None:
    assert [check(name=name).sent] == questions(service)


@pytest.mark.once
@pytest.mark.parametrize("role", NO_ANSWERS)
def test_it_waits_and_asks_again_whatever_else_is_answered(service: FakeAkismet, role: Role) -> None:
    service.role, service.raw = role, b"true"
    with impatient():
        judgement = check()

    assert (judgement.verdict, judgement.code, judgement.is_firm, judgement.ask_again) == (
        Verdict.HOLD, SILENT, True, True,
    )  # fmt: skip
    assert judgement.sent is None


@pytest.mark.once
@pytest.mark.parametrize("role", NO_ANSWERS)
def test_it_says_why_it_waits_and_tells_nobody_the_key_or_the_email(service: FakeAkismet, role: Role) -> None:
    service.role, service.help = role, f"Key {KEY} of ada@example.org is not known."
    with impatient():
        judgement = check()

    assert len(judgement.reason) > len("No answer from Akismet yet. ")
    assert not {KEY, "ada@example.org"} & set(judgement.reason.replace(".", " ").split())
    assert KEY not in judgement.reason
    assert "@" not in judgement.reason
    assert judgement.told == ""


def test_it_waits_when_nobody_listens(service: FakeAkismet) -> None:
    service.stop()

    assert (check().verdict, check().ask_again) == (Verdict.HOLD, True)


def test_it_waits_when_the_name_is_not_known(service: FakeAkismet, settings: Any) -> None:
    settings.AKISMET_URL = "http://akismet..example/1.1"

    assert (check().verdict, check().ask_again) == (Verdict.HOLD, True)
    assert service.asked == []


def test_it_waits_and_asks_again_while_the_service_is_not_sure(service: FakeAkismet) -> None:
    service.role = Role.PROVISIONAL
    judgement = check()

    assert (judgement.verdict, judgement.code, judgement.is_firm, judgement.ask_again) == (
        Verdict.HOLD, SILENT, True, True,
    )  # fmt: skip


def test_it_does_not_begin_a_question_that_would_be_cut_short(service: FakeAkismet) -> None:
    judgement = check(context={"asks_until": time.monotonic() + client.AKISMET_SECONDS - 0.1})

    assert (judgement.verdict, judgement.ask_again) == (Verdict.HOLD, True)
    assert service.asked == []
    assert not Service.objects.exclude(failures=0).exists()


def test_it_does_not_ask_in_vain_about_a_comment_without_an_address(service: FakeAkismet) -> None:
    judgement = check(address="")

    assert (judgement.verdict, judgement.is_firm, judgement.ask_again) == (Verdict.HOLD, True, False)
    assert service.asked == []


def test_it_would_send_the_service_to_rest_by_comments_without_an_address(service: FakeAkismet) -> None:
    """The control: such questions are refused, and three refusals in a row keep everybody from asking."""
    for _ in range(3):
        _refused_for_want_of_an_address()

    assert Service.objects.get().resting_until


def _refused_for_want_of_an_address() -> None:
    question = akismet._question
    with patch.object(akismet, "_question", lambda *_: question(_candidate(address=""), open_site())):
        assert check().ask_again


def answers(spam: int, ham: int, *, silent: int = 0, not_asked: int = 0) -> list[Comment]:
    """The latest findings of Akismet on the site, as many of each kind; returns the comments called spam."""
    codes = [SPAM] * spam + [HAM] * ham + [SILENT] * silent + [""] * not_asked
    thread = factories.crowd(len(codes), on=factories.subject(key="earlier"))
    comments = list(Comment.objects.filter(thread=thread).order_by("id"))
    fields = {"text_version": 1, "check_name": "akismet", "verdict": "", "reason": "", "created_at": NOON}
    Finding.objects.bulk_create(
        Finding(comment=comment, code=code, **fields) for comment, code in zip(comments, codes, strict=True)
    )
    return comments[:spam]


def test_it_leaves_to_a_person_what_a_service_calls_spam_that_calls_everything_spam(service: FakeAkismet) -> None:
    service.role = Role.SPAM
    answers(196, 4)
    judgement = check()

    assert (judgement.verdict, judgement.code, judgement.is_firm, judgement.ask_again) == (
        Verdict.HOLD, SPAM, True, False,
    )  # fmt: skip
    assert "196" in judgement.reason
    assert "200" in judgement.reason


def test_it_would_lose_every_honest_comment_to_such_a_service(service: FakeAkismet) -> None:
    """The control."""
    service.role = Role.SPAM
    answers(196, 4)
    with patch.object(akismet, "TOO_MUCH_SPAM", 1.01):
        assert check().verdict == Verdict.SPAM


@pytest.mark.parametrize(("spam", "ham", "verdict"), [(189, 11, Verdict.SPAM), (190, 10, Verdict.HOLD)])
def test_it_believes_a_service_that_lets_one_in_twenty_pass(
    service: FakeAkismet, spam: int, ham: int, verdict: Verdict
) -> None:
    service.role = Role.SPAM
    answers(spam, ham)

    assert check().verdict == verdict


def test_it_believes_a_service_of_which_too_little_is_known(service: FakeAkismet) -> None:
    service.role = Role.SPAM
    answers(199, 0)

    assert check().verdict == Verdict.SPAM


def test_it_counts_answers_only(service: FakeAkismet) -> None:
    service.role = Role.SPAM
    answers(200, 0, silent=30, not_asked=30)

    assert check().verdict == Verdict.HOLD


def test_it_looks_back_a_bounded_way(service: FakeAkismet) -> None:
    service.role = Role.SPAM
    answers(200, 0)
    with patch.object(akismet, "LOOK_BACK", 199):
        assert check().verdict == Verdict.SPAM


def test_it_counts_each_site_for_itself(service: FakeAkismet) -> None:
    service.role = Role.SPAM
    answers(200, 0)
    site = factories.quiet_site("post")
    context = {"akismet_spam_count": partial(akismet.implausible_spam_count, site)}
    verdict = akismet.check(_candidate(context=context), site).verdict

    assert verdict == Verdict.SPAM


@pytest.mark.parametrize(
    ("agreed", "disagreed", "verdict"),
    [(9, 0, Verdict.HOLD), (10, 0, Verdict.SPAM), (19, 1, Verdict.SPAM), (18, 2, Verdict.HOLD), (0, 20, Verdict.HOLD)],
)
def test_it_believes_it_once_moderators_do(service: FakeAkismet, agreed: int, disagreed: int, verdict: Verdict) -> None:
    service.role = Role.SPAM
    called_spam = [comment.pk for comment in answers(200, 0)]
    decided = Comment.objects.filter(pk__in=called_spam[:agreed])
    decided.update(status=Status.SPAM, shown=False, decided_at=NOON)
    Comment.objects.filter(pk__in=called_spam[agreed : agreed + disagreed]).update(decided_at=NOON)

    assert check().verdict == verdict


def test_it_asks_nobody_where_the_site_switched_it_off(service: FakeAkismet) -> None:
    settings = [CheckSetting(check_name="akismet", is_on=False)]

    assert pipeline.planned_checks(settings, registry.outside_of(open_site())) == []


def test_it_only_tells_moderators_where_it_weighs_nothing(service: FakeAkismet) -> None:
    service.role = Role.SPAM
    comment = undecided()
    site = Site.objects.get(pk=comment.thread.site_id)
    plan = pipeline.planned_checks([CheckSetting(check_name="akismet", weight=0)], registry.outside_of(site))
    (found,) = pipeline.run(_candidate(), site, plan)

    assert (found.judgement.verdict, found.judgement.code, found.judgement.score) == (Verdict.NOTE, SPAM, 0)
