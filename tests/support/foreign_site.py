"""A site that somebody has nothing to do with, with a row of everything that moderators can see."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from comments.access import api_keys, audit, people
from comments.chat.channels import seal
from comments.models import (
    AuditVerb,
    AuthorNote,
    Ban,
    Batch,
    BatchItem,
    ChatChannel,
    CheckSetting,
    Cluster,
    Comment,
    Delivery,
    DeliveryAttempt,
    Flood,
    KeyScope,
    ListKind,
    Reason,
    RefusedOrigin,
    Report,
    Role,
    SetAside,
    Site,
    TrustedAuthor,
    WebhookEndpoint,
)
from comments.moderation import decisions
from comments.screening import word_lists
from comments.screening.word_lists import Typed
from comments.trials import trials
from comments.trials.rules import TriedRule
from tests.support import factories

# What stands in the site's rows, and nowhere else.
SLUG, NAME, STAFF, AUTHOR, DOMAIN, WORDS, ARTICLE = (
    "qq-slug", "Qqnews Daily", "qq-staff", "Qqmar Author", "qqmail.example", "qqwords", "Qqarticle of May",
)  # fmt: skip
EMAIL, ADDRESS = f"someone@{DOMAIN}", "198.51.100.213"
SECRETS = [SLUG, NAME, STAFF, AUTHOR, DOMAIN, WORDS, ARTICLE, EMAIL, ADDRESS]
# What a person keeps for themselves, and what is no row of a site.
_OWN = {"Session", "AccessAttempt", "LogEntry", "SavedSearch", "DeskVisit"}

Rows = dict[type[Model], list[Any]]


def make() -> Rows:
    """The rows that can be named by an id, by model."""
    now = timezone.now()
    site = factories.quiet_site(SLUG, name=NAME, origins=f"https://{DOMAIN}", moderation_words=WORDS, guidelines=WORDS)
    staff = User.objects.create(username=STAFF, is_staff=True, email=EMAIL, first_name=STAFF)
    membership = people.appoint(staff, site, Role.CHIEF, by=factories.moderator())
    comments = [_comment(f"{WORDS} number {number}", now) for number in range(3)]
    decisions.approve(comments[1].pk, by=staff, version=comments[1].version, now=now)
    decisions.mark_spam(comments[2].pk, by=staff, version=comments[2].version, reason=WORDS, now=now)
    cluster = Cluster.objects.create(site=site, first_at=now, last_at=now, size=3)
    for place, comment in enumerate(comments, 1):
        Comment.objects.filter(pk=comment.pk).update(cluster=cluster, cluster_place=place)
    on_cluster = Batch.objects.create(site=site, kind="cluster", action="spam", by=staff, reason=WORDS, created_at=now)
    on_cluster.clusters.add(cluster, through_defaults={"covers": 3})
    ban = Ban.objects.create(site=site, kind="email_domain", value=DOMAIN, note=WORDS, by=staff, created_at=now)
    shared = Ban.objects.create(site=None, kind="website", value="shared.example", by=None, created_at=now)
    shared.off_for.add(site)
    trust = TrustedAuthor.objects.create(site=site, email=EMAIL, name=AUTHOR, note=WORDS, by=staff, created_at=now)
    reason = Reason.objects.create(site=site, code=WORDS, sentence=WORDS)
    flood = Flood.objects.create(site=site, began_at=now, last_at=now, usual=1, comments=3, alike=3)
    note = AuthorNote.objects.create(site=site, kind="email", value=EMAIL, text=WORDS, by=staff, created_at=now)
    report = Report.objects.create(
        comment=comments[1], text_version=1, reporter="x", reason="other", text=WORDS, created_at=now
    )
    SetAside.objects.create(comment=comments[0], by=staff, note=WORDS, created_at=now)
    RefusedOrigin.objects.create(site=site, origin=f"https://www.{DOMAIN}", last_at=now)
    CheckSetting.objects.create(site=site, check_name="links", is_on=False)
    key = api_keys.make(by=staff, name=WORDS, scope=KeyScope.MANAGE, site=site, expires_at=None).key
    chat = ChatChannel.objects.create(site=site, name=WORDS, sealed=seal(f"https://{DOMAIN}/hook"))
    webhook = WebhookEndpoint.objects.create(
        site=site, name=WORDS, url=f"https://{DOMAIN}/in", events=["comment.published"], created_at=now
    )
    delivery = Delivery.objects.create(
        key="x", channel="webhook", kind="comment.published", recipient=webhook.recipient, site=site,
        comment=comments[0], happened_at=now, due=now,
    )  # fmt: skip
    DeliveryAttempt.objects.create(delivery=delivery, at=now, milliseconds=1, outcome="sent", request=WORDS)
    audit.write(AuditVerb.BAN, WORDS, by=staff, site_id=site.pk)
    word_lists.keep(site, word_lists.lines_of(site))
    batches = [_batch(of, comments, staff, now) for of in (site, None)]
    rule = TriedRule(lists={ListKind.DISALLOWED: Typed(WORDS)})
    trial = trials.start(rule, by=staff, site_id=site.pk, now=now)
    trial.hits.create(comment=comments[0], was="pending", becomes="rejected")
    made = [site, staff, membership, *comments, cluster, on_cluster, *batches, ban, trust, reason, flood, note, chat,
            webhook, delivery, report, trial, key, comments[0].thread, *comments[1].decisions.all(),
            *comments[2].decisions.all()]  # fmt: skip
    rows: Rows = {}
    for row in made:
        rows.setdefault(type(row), []).append(row)
    return rows


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of the database but those that belong to a person alone, and Django's own history."""
    models = [model for model in apps.get_models() if model.__name__ not in _OWN]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def _batch(site: Site | None, comments: list[Comment], by: User, now: datetime) -> Batch:
    """Under way; with site None, as if it had comments of several."""
    batch = Batch.objects.create(
        site=site, kind="selection", action="spam", by=by, reason=WORDS, size=2, skipped=1, created_at=now, due=now
    )
    for comment, outcome in zip(comments, ("", "skipped"), strict=False):
        BatchItem.objects.create(batch=batch, comment=comment, version=1, action="spam", outcome=outcome)
    return batch


def _comment(text: str, now: Any) -> Comment:
    on = factories.subject(SLUG, key="qq-key", title=ARTICLE, url=f"https://{DOMAIN}/qq-page")
    return factories.screened(
        on=on, now=now, name=AUTHOR, email=EMAIL, url=f"https://{DOMAIN}/", text=text, address=ADDRESS
    )
