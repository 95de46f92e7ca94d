"""Bans, trusted authors, word lists and guidelines of all sites, and on which single sites they are switched off."""

import django.db.models.deletion
from django.db import migrations, models

from comments.migrations._optional import Optional


def _site(related_name: str, *, db_index: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name=related_name,
        to="comments.site", verbose_name="site", db_index=db_index,
    )  # fmt: skip


def _off_for(related_name: str) -> models.ManyToManyField:
    return models.ManyToManyField(
        blank=True, editable=False, related_name=related_name, to="comments.site", verbose_name="switched off on"
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0029_search_indexes")]
    operations = [
        Optional(model_name="ban", name="site", field=_site("bans")),
        Optional(model_name="trustedauthor", name="site", field=_site("trusted_authors")),
        Optional(model_name="wordlist", name="site", field=_site("word_lists", db_index=False)),
        migrations.AlterField(model_name="reason", name="site", field=_site("reasons")),
        migrations.AddField(model_name="ban", name="off_for", field=_off_for("bans_off")),
        migrations.AddField(model_name="trustedauthor", name="off_for", field=_off_for("trusted_authors_off")),
        migrations.AddField(model_name="reason", name="off_for", field=_off_for("reasons_off")),
        migrations.AddField(
            model_name="wordlist",
            name="off",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="not on this site"),
        ),
        migrations.CreateModel(
            name="Guideline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "text",
                    models.TextField(
                        help_text="Shown above the form of all sites, before the site's own guidelines.",
                        max_length=2000,
                        verbose_name="text",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Lower numbers come first.", verbose_name="position"
                    ),
                ),
                ("off_for", _off_for("guidelines_off")),
            ],
            options={
                "verbose_name": "guideline of all sites",
                "verbose_name_plural": "guidelines of all sites",
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddField(
            model_name="site",
            name="inherited_guidelines",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
    ]
