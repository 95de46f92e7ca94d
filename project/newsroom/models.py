"""The publication's articles."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comments.host import Subject
from project.newsroom.blocks import Block, parse_blocks
from project.newsroom.querysets import ArticleQuerySet

SITE = "newsroom"


class Section(models.TextChoices):
    CITY = "city", _("City")
    SCIENCE = "science", _("Science")
    CULTURE = "culture", _("Culture")

    def get_absolute_url(self) -> str:
        return reverse("newsroom:section", args=[self.value])


class Article(models.Model):
    section = models.CharField(_("section"), max_length=20, choices=Section)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    standfirst = models.CharField(_("standfirst"), max_length=400, blank=True)
    byline = models.CharField(_("byline"), max_length=100, blank=True)
    body = models.TextField(
        _("text"),
        help_text=_("A blank line between paragraphs; “## ” begins a subhead, “> ” a pull quote."),
    )
    published_at = models.DateTimeField(_("published"), db_index=True)
    updated_at = models.DateTimeField(_("updated"), null=True, blank=True)
    comments_open = models.BooleanField(_("open for comments"), default=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(name="known_section", condition=models.Q(section__in=Section.values)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("newsroom:article", args=[self.section, self.slug])

    def comments_subject(self) -> Subject:
        return Subject(
            site=SITE,
            key=self.slug,
            title=self.title,
            url=self.get_absolute_url(),
            section=self.section,
            published_at=self.published_at,
            is_open=self.comments_open,
            authors=self.byline,
        )

    def blocks(self) -> list[Block]:
        return parse_blocks(self.body)

    def section_url(self) -> str:
        return Section(self.section).get_absolute_url()


class Removal(models.Model):
    """That the demo was taken away, in the row ONLY: the next start does not bring it back."""

    ONLY = 1

    at = models.DateTimeField(_("removed"))

    class Meta:
        verbose_name = _("removal of the demo")
        verbose_name_plural = _("removals of the demo")

    def __str__(self) -> str:
        return str(self.at)
