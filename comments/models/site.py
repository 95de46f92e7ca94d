"""Sites: a publication and the settings of its discussions."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import languages, limits
from comments.models.choices import Gate, OldThreads, Order, Premoderation, StandingBy
from comments.models.feed_tag import new_feed_tag
from comments.models.querysets import SiteQuerySet
from comments.models.site_hook import SiteHook
from comments.models.site_mail import SiteMail
from comments.models.validators import validate_language, validate_origins, validate_time_zone
from comments.net import hostnames

# Longer times cannot be counted back from today.
_CENTURY_DAYS = 36_500
_YEAR_MINUTES = 527_040


def _days(label: Any, default: int, help_text: Any) -> "models.PositiveIntegerField[int, int]":
    validators = [MaxValueValidator(_CENTURY_DAYS)]
    return models.PositiveIntegerField(label, default=default, validators=validators, help_text=help_text)


class Site(SiteHook, SiteMail):
    """A publication and the settings of its discussions. A change takes effect with the next request."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    origins = models.TextField(
        _("origins"),
        blank=True,
        validators=[validate_origins],
        help_text=_(
            "Websites that may post comments, one origin per line, such as https://example.org. Any may show them."
        ),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    language = models.CharField(_("language"), max_length=16, default="en", validators=[validate_language])

    new_threads_open = models.BooleanField(
        _("allow people to submit comments on new articles"),
        default=True,
        help_text=_("Single articles can be opened and closed under Threads. WordPress: on."),
    )
    require_name_email = models.BooleanField(
        _("authors must fill in name and email"), default=True, help_text=_("WordPress: on.")
    )
    show_consent = models.BooleanField(
        _("show the checkbox to remember a browser"),
        default=True,
        help_text=_("Without it we cannot recognise returning authors. WordPress: on."),
    )
    reading = models.CharField(
        _("who reads comments"), max_length=10, choices=Gate.choices, default=Gate.OPEN, db_default=Gate.OPEN,
        help_text=_(
            "Signed-in readers are those whom your website vouches for, by the single sign-on of this site. Who must"
            " sign in to read must sign in to post. WordPress has no such setting."
        ),
    )  # fmt: skip
    posting = models.CharField(
        _("who posts comments"), max_length=10, choices=Gate.choices, default=Gate.OPEN, db_default=Gate.OPEN,
        help_text=_("WordPress: everybody, or registered users."),
    )  # fmt: skip
    login_url = models.URLField(
        _("page on which readers sign in"), blank=True, default="", db_default="", max_length=500,
        help_text=_("A page of your website. Readers who must sign in are led there. WordPress: its own login page."),
    )  # fmt: skip
    close_days = _days(
        _("days until an article is old"),
        0,
        _("Days since its publication; 0 means never. WordPress: off, 14 when switched on."),
    )
    old_threads = models.CharField(
        _("when an article is old"), max_length=10, choices=OldThreads.choices, default=OldThreads.CLOSE,
        help_text=_("WordPress can only close comments."),
    )  # fmt: skip
    depth = models.PositiveSmallIntegerField(
        _("levels of replies"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(limits.DEPTH_CEILING)],
        help_text=_(
            "A reply to a comment on the last level is shown on that level. 1 switches nesting off. WordPress: 5."
        ),
    )
    page_size = models.PositiveSmallIntegerField(
        _("top-level comments on a page"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("WordPress: 50."),
    )
    order = models.CharField(
        _("order of comments"), max_length=20, choices=Order.choices, default=Order.OLDEST,
        help_text=_("Replies are always shown oldest first. WordPress: oldest first."),
    )  # fmt: skip
    recommends = models.BooleanField(
        _("readers can recommend comments"),
        default=False,
        db_default=False,
        help_text=_(
            "A button below each comment counts them: each browser once, and few of one network. WordPress has no such"
            " setting."
        ),
    )
    recommend_label = models.CharField(
        _("text of this button"),
        max_length=30,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: “Recommend”, in the language of the page."),
    )
    text_limit = models.PositiveIntegerField(
        _("longest comment, in characters"),
        default=5000,
        validators=[MinValueValidator(1), MaxValueValidator(limits.TEXT_CEILING)],
        help_text=_("WordPress: 65,525 bytes."),
    )
    edit_minutes = models.PositiveIntegerField(
        _("minutes in which authors can edit"),
        default=15,
        validators=[MaxValueValidator(_YEAR_MINUTES)],
        help_text=_("Edited comments are checked again. 0 switches editing off. WordPress has no such setting."),
    )
    structured_data = models.BooleanField(
        _("tell search engines about comments"),
        default=True,
        db_default=True,
        help_text=_(
            "Pages of this service have published comments as JSON-LD too. Switch it off where a plugin such as Yoast"
            " writes its own. WordPress has no such setting."
        ),
    )
    guidelines = models.TextField(
        _("guidelines"),
        blank=True,
        max_length=5000,
        help_text=_("Shown above the form; an empty line begins a new paragraph. WordPress has no such setting."),
    )
    # The guidelines of all sites as this one shows them: `comments.reading.guidelines` writes them.
    inherited_guidelines = models.TextField(editable=False, blank=True, default="", db_default="")
    feed_tag = models.CharField(max_length=300, editable=False, default=new_feed_tag, db_default="")

    premoderation = models.CharField(
        _("comments that wait for a moderator"),
        max_length=10,
        choices=Premoderation.choices,
        default=Premoderation.NEW,
        help_text=_("An article can have its own rule, under Threads. WordPress: comments by new authors."),
    )
    approvals_needed = models.PositiveSmallIntegerField(
        _("approved comments before an author is no longer new"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("WordPress: 1."),
    )
    standing_by = models.CharField(
        _("how returning authors are recognised"), max_length=10, choices=StandingBy.choices, default=StandingBy.PROVEN,
        help_text=_(
            "With “name and email”, anybody who types an approved author's details is published unchecked. WordPress:"
            " name and email."
        ),
    )  # fmt: skip
    max_links = models.PositiveIntegerField(
        _("number of links from which a comment waits"),
        default=2,
        validators=[MaxValueValidator(1000)],
        help_text=_("Comments with this number of links, or more, wait. 0 switches this off. WordPress: 2."),
    )
    repeat_hours = models.PositiveIntegerField(
        _("hours in which a repeated text waits"),
        default=24,
        validators=[MaxValueValidator(24 * 30)],
        help_text=_("The same or nearly the same text, anywhere on the site and from any author. 0 switches this off."),
    )
    hold_percent = models.PositiveSmallIntegerField(
        _("suspicion from which a comment waits, in percent"),
        default=90,
        validators=[MaxValueValidator(100)],
        help_text=_("Suspicion of all checks together, even if no single check objects. 0 switches this off."),
    )
    hold_budget = models.PositiveIntegerField(
        _("the learned filter may hold by mistake one real comment in"),
        default=200,
        validators=[MinValueValidator(20), MaxValueValidator(100_000)],
        help_text=_(
            "Measured on your moderators' decisions. A lower number holds more spam. WordPress has no such setting."
        ),
    )
    spam_budget = models.PositiveIntegerField(
        _("the learned filter may call spam one real comment in"),
        default=1000,
        validators=[MinValueValidator(100), MaxValueValidator(1_000_000)],
        help_text=_("Until it has learnt from three times as many approved comments, it only holds."),
    )
    require_second_factor = models.BooleanField(
        _("chief moderators need a second factor"),
        default=False,
        db_default=False,
        help_text=_("They type a code from an app on their phone when they sign in. WordPress has no such setting."),
    )
    reasons_required = models.BooleanField(
        _("moderators must give a reason for a rejection"),
        default=False,
        db_default=False,
        help_text=_("The author reads it, as the Digital Services Act asks. WordPress has no such setting."),
    )
    counts_moderators = models.BooleanField(
        _("count decisions by moderator"),
        default=False,
        db_default=False,
        help_text=_(
            "Chief moderators see on the dashboard how much each moderator decided, from when this is switched on. Ask"
            " your works council or staff first. WordPress has no such setting."
        ),
    )
    review_after_reports = models.PositiveSmallIntegerField(
        _("reports after which a comment is put under review"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(1000)],
        help_text=_(
            "Reports from so many networks take a published comment away until a moderator decides. What a moderator"
            " approved stays. 0: reports only tell moderators. WordPress has no such setting."
        ),
    )
    flood_seconds = models.PositiveIntegerField(
        _("seconds between two comments of one email address"),
        default=15,
        validators=[MaxValueValidator(86_400)],
        help_text=_("0 switches this off. WordPress: 15."),
    )
    burst_per_minute = models.PositiveIntegerField(
        _("comments a minute from one network address"),
        default=5,
        validators=[MaxValueValidator(10_000)],
        help_text=_("0 switches this off. WordPress has no such setting."),
    )

    spam_days = _days(_("days that spam is kept"), 15, _("0 keeps spam for ever. WordPress with Akismet: 15."))
    trash_days = _days(_("days that rejected comments are kept"), 30, _("0 keeps them for ever. WordPress: 30."))
    erase_days = _days(_("days that address and browser are kept"), 60, _("0 keeps them for ever, as WordPress does."))

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.CheckConstraint(condition=Q(depth__range=(1, limits.DEPTH_CEILING)), name="site_depth_in_range"),
            models.CheckConstraint(condition=Q(page_size__range=(1, 100)), name="site_page_size_in_range"),
            models.CheckConstraint(
                condition=Q(text_limit__range=(1, limits.TEXT_CEILING)), name="site_text_limit_in_range"
            ),
            models.CheckConstraint(
                condition=Q(premoderation__in=Premoderation.values), name="site_known_premoderation"
            ),
            models.CheckConstraint(condition=Q(standing_by__in=StandingBy.values), name="site_known_standing_by"),
            models.CheckConstraint(condition=Q(order__in=Order.values), name="site_known_order"),
            models.CheckConstraint(condition=Q(old_threads__in=OldThreads.values), name="site_known_old_threads"),
            models.CheckConstraint(condition=Q(reading__in=Gate.values), name="site_known_reading"),
            models.CheckConstraint(condition=Q(posting__in=Gate.values), name="site_known_posting"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reads_signed_in(self) -> bool:
        """Whether comments are shown to signed-in readers alone."""
        return self.reading == Gate.SIGNED_IN

    @property
    def posts_signed_in(self) -> bool:
        """Whether signed-in readers alone may post, as they do where they alone may read."""
        return self.posting == Gate.SIGNED_IN or self.reads_signed_in

    @property
    def spoken_language(self) -> str:
        """The language in which its visitors are answered: the nearest that there is, else English."""
        return languages.spoken(self.language)

    @property
    def shown_guidelines(self) -> str:
        """What stands above the form, the guidelines of all sites first; an empty line is between paragraphs."""
        return "\n\n".join(filter(None, (self.inherited_guidelines, self.guidelines)))

    @property
    def recommend_button(self) -> str:
        """The text of the button by which readers recommend, in the active language; "" where there is none."""
        return (self.recommend_label or gettext("Recommend")) if self.recommends else ""

    def may_post_from(self, origin: str) -> bool:
        return hostnames.strict_origin(origin) in hostnames.origins_in(self.origins)
