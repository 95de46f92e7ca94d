"""Labels and help texts in plain words; no column changes."""

import django.core.validators
from django.db import migrations, models

import comments.models.validators


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0016_page_addresses"),
    ]

    operations = [
        migrations.AlterField(
            model_name="ban",
            name="effect",
            field=models.CharField(
                choices=[
                    ("refuse", "Refuse the comment, and tell its author"),
                    ("hold", "Hold it for a moderator"),
                    ("spam", "Mark it as spam, without telling its author"),
                ],
                default="hold",
                max_length=10,
                verbose_name="what happens",
            ),
        ),
        migrations.AlterField(
            model_name="ban",
            name="kind",
            field=models.CharField(
                choices=[
                    ("email", "Email address, including name+tag@…"),
                    ("email_domain", "Email domain and its subdomains"),
                    ("website", "Website domain and its subdomains"),
                    ("network", "Network address, or a network such as 192.0.2.0/24"),
                ],
                max_length=15,
                verbose_name="what is banned",
            ),
        ),
        migrations.AlterField(
            model_name="ban",
            name="until",
            field=models.DateTimeField(
                blank=True, help_text="Leave empty to ban for ever.", null=True, verbose_name="until"
            ),
        ),
        migrations.AlterField(
            model_name="checksetting",
            name="position",
            field=models.PositiveSmallIntegerField(
                default=0, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name="position"
            ),
        ),
        migrations.AlterField(
            model_name="checksetting",
            name="weight",
            field=models.FloatField(
                default=1.0,
                help_text="Weight from 0 to 1. At 0 the check only informs moderators.",
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)],
                verbose_name="weight",
            ),
        ),
        migrations.AlterField(
            model_name="clusterdecision",
            name="stands_until",
            field=models.DateTimeField(null=True, verbose_name="covers new comments until"),
        ),
        migrations.AlterField(
            model_name="clusterdecision",
            name="with_published",
            field=models.BooleanField(default=False, verbose_name="also published comments"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="told",
            field=models.TextField(blank=True, verbose_name="reason for the author"),
        ),
        migrations.AlterField(
            model_name="finding",
            name="code",
            field=models.CharField(blank=True, max_length=30, verbose_name="objection"),
        ),
        migrations.AlterField(
            model_name="finding",
            name="told",
            field=models.TextField(blank=True, verbose_name="reason for the author"),
        ),
        migrations.AlterField(
            model_name="flood",
            name="alike",
            field=models.PositiveIntegerField(default=0, verbose_name="number of similar comments"),
        ),
        migrations.AlterField(
            model_name="flood",
            name="usual",
            field=models.FloatField(default=0, verbose_name="usual number in ten minutes"),
        ),
        migrations.AlterField(
            model_name="site",
            name="approvals_needed",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="WordPress: 1.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1000),
                ],
                verbose_name="approved comments before an author is no longer new",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="burst_per_minute",
            field=models.PositiveIntegerField(
                default=5,
                help_text="0 switches this off. WordPress has no such setting.",
                validators=[django.core.validators.MaxValueValidator(10000)],
                verbose_name="comments a minute from one network address",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="close_days",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Days since its publication; 0 means never. WordPress: off, 14 when switched on.",
                validators=[django.core.validators.MaxValueValidator(36500)],
                verbose_name="days until an article is old",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="depth",
            field=models.PositiveSmallIntegerField(
                default=5,
                help_text="A reply to a comment on the last level is shown on that level. 1 switches nesting off. WordPress: 5.",
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)],
                verbose_name="levels of replies",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="edit_minutes",
            field=models.PositiveIntegerField(
                default=15,
                help_text="Edited comments are checked again. 0 switches editing off. WordPress has no such setting.",
                validators=[django.core.validators.MaxValueValidator(527040)],
                verbose_name="minutes in which authors can edit",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="guidelines",
            field=models.TextField(
                blank=True,
                help_text="Shown above the form; an empty line begins a new paragraph. WordPress has no such setting.",
                max_length=5000,
                verbose_name="guidelines",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="hold_budget",
            field=models.PositiveIntegerField(
                default=200,
                help_text="Measured on your moderators' decisions. A lower number holds more spam. WordPress has no such setting.",
                validators=[
                    django.core.validators.MinValueValidator(20),
                    django.core.validators.MaxValueValidator(100000),
                ],
                verbose_name="the learned filter may hold by mistake one real comment in",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="hold_percent",
            field=models.PositiveSmallIntegerField(
                default=90,
                help_text="Suspicion of all checks together, even if no single check objects. 0 switches this off.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="suspicion from which a comment waits, in percent",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="max_links",
            field=models.PositiveIntegerField(
                default=2,
                help_text="Comments with this number of links, or more, wait. 0 switches this off. WordPress: 2.",
                validators=[django.core.validators.MaxValueValidator(1000)],
                verbose_name="number of links from which a comment waits",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="new_threads_open",
            field=models.BooleanField(
                default=True,
                help_text="Single articles can be opened and closed under Threads. WordPress: on.",
                verbose_name="allow people to submit comments on new articles",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="old_threads",
            field=models.CharField(
                choices=[("close", "Close the comments"), ("hold", "Hold every comment")],
                default="close",
                help_text="WordPress can only close comments.",
                max_length=10,
                verbose_name="when an article is old",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="order",
            field=models.CharField(
                choices=[("oldest", "Oldest first"), ("newest", "Newest first"), ("replies", "Most replies first")],
                default="oldest",
                help_text="Replies are always shown oldest first. WordPress: oldest first.",
                max_length=10,
                verbose_name="order of comments",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="origins",
            field=models.TextField(
                blank=True,
                help_text="Websites that may post comments, one origin per line, such as https://example.org. Any may show them.",
                validators=[comments.models.validators.validate_origins],
                verbose_name="origins",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="premoderation",
            field=models.CharField(
                choices=[
                    ("all", "Every comment"),
                    ("new", "Comments by new authors, and comments that a check objects to"),
                    ("objections", "Only comments that a check objects to"),
                ],
                default="new",
                help_text="An article can have its own rule, under Threads. WordPress: comments by new authors.",
                max_length=10,
                verbose_name="comments that wait for a moderator",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="repeat_hours",
            field=models.PositiveIntegerField(
                default=24,
                help_text="The same or nearly the same text, anywhere on the site and from any author. 0 switches this off.",
                validators=[django.core.validators.MaxValueValidator(720)],
                verbose_name="hours in which a repeated text waits",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="require_name_email",
            field=models.BooleanField(
                default=True, help_text="WordPress: on.", verbose_name="authors must fill in name and email"
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="show_consent",
            field=models.BooleanField(
                default=True,
                help_text="Without it we cannot recognise returning authors. WordPress: on.",
                verbose_name="show the checkbox to remember a browser",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="spam_budget",
            field=models.PositiveIntegerField(
                default=1000,
                help_text="Until it has learnt from three times as many approved comments, it only holds.",
                validators=[
                    django.core.validators.MinValueValidator(100),
                    django.core.validators.MaxValueValidator(1000000),
                ],
                verbose_name="the learned filter may call spam one real comment in",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="spam_days",
            field=models.PositiveIntegerField(
                default=15,
                help_text="0 keeps spam for ever. WordPress with Akismet: 15.",
                validators=[django.core.validators.MaxValueValidator(36500)],
                verbose_name="days that spam is kept",
            ),
        ),
        migrations.AlterField(
            model_name="site",
            name="standing_by",
            field=models.CharField(
                choices=[
                    ("proven", "The browser they consented to be remembered in"),
                    ("name_email", "Name and email, as WordPress does: anybody can type those of somebody else"),
                ],
                default="proven",
                help_text="With “name and email”, anybody who types an approved author's details is published unchecked. WordPress: name and email.",
                max_length=10,
                verbose_name="how returning authors are recognised",
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="premoderation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("all", "Every comment"),
                    ("new", "Comments by new authors, and comments that a check objects to"),
                    ("links", "Comments with links, and comments that a check objects to"),
                    ("objections", "Only comments that a check objects to"),
                ],
                help_text="Leave empty to use the site's rule.",
                max_length=10,
                verbose_name="comments that wait for a moderator",
            ),
        ),
    ]
