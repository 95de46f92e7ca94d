"""Authors who are told by mail, of which comments, and of which replies they were told; limits of all sites."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def _forget_limits_of_all_sites(apps: Any, editor: Any) -> None:
    """On the way back: there a limit has a site."""
    apps.get_model("comments", "Pace").objects.filter(site=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0068_delivery_targets"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplyNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.CharField(max_length=100, verbose_name="email")),
                ("mailbox", models.CharField(max_length=200)),
                ("email_canonical", models.CharField(max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked to confirm"),
                            ("confirmed", "Confirmed"),
                            ("stopped", "Wants no mail"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("language", models.CharField(max_length=16, verbose_name="language")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("asked_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
            ],
            options={
                "verbose_name": "author who gets mail",
                "verbose_name_plural": "authors who get mail",
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_proven", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("stopped_at", models.DateTimeField(null=True)),
                ("told_status", models.CharField(blank=True, max_length=10)),
                ("told_by", models.UUIDField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="comment",
            name="mail_language",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
        migrations.AddField(
            model_name="comment",
            name="tells_author",
            field=models.BooleanField(db_default=False, default=False, verbose_name="tells its author what is decided"),
        ),
        migrations.AddField(
            model_name="comment",
            name="tells_replies",
            field=models.BooleanField(db_default=False, default=False, verbose_name="tells its author of replies"),
        ),
        migrations.AddField(
            model_name="site",
            name="confirmed_email_proves",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Who followed the link in a mail is recognised by what was published under that address before: with this comment, and in this browser if it is remembered. WordPress has no such setting.",
                verbose_name="a confirmed email address proves who an author is",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="decision_notices",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="A checkbox under the form. They read the reason that is meant for them; of spam they hear nothing. WordPress has no such setting.",
                verbose_name="authors can be told that their comment was published or rejected",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="reply_notices",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="A checkbox under the form. Before the first mail an author confirms their address. WordPress has no such setting.",
                verbose_name="authors can be told of replies",
            ),
        ),
        migrations.AlterField(
            model_name="pace",
            name="site",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="comments.site"),
        ),
        migrations.RunPython(migrations.RunPython.noop, _forget_limits_of_all_sites),
        migrations.AddConstraint(
            model_name="pace",
            constraint=models.UniqueConstraint(
                condition=models.Q(("site", None)), fields=("key",), name="one_pace_of_all_sites"
            ),
        ),
        migrations.AddField(
            model_name="replynotice",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reply_notices", to="comments.comment"
            ),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="site",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="subscribers",
                to="comments.site",
                verbose_name="site",
            ),
        ),
        migrations.AddField(
            model_name="replynotice",
            name="subscriber",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reply_notices",
                to="comments.subscriber",
            ),
        ),
        migrations.AddField(
            model_name="commenter",
            name="subscriber",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="commenters",
                to="comments.subscriber",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="comment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="subscription",
                to="comments.comment",
                verbose_name="comment",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="subscriber",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="subscriptions", to="comments.subscriber"
            ),
        ),
        migrations.AddIndex(
            model_name="subscriber",
            index=models.Index(fields=["email_canonical"], name="subscribers_of_email"),
        ),
        migrations.AddIndex(
            model_name="subscriber",
            index=models.Index(
                condition=models.Q(("state", "asked")), fields=["asked_at"], name="subscribers_to_forget"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.UniqueConstraint(fields=("site", "mailbox"), name="one_subscriber_per_mailbox"),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("state", "asked")),
                    models.Q(("confirmed_at__isnull", False), ("state", "confirmed")),
                    ("state", "stopped"),
                    _connector="OR",
                ),
                name="subscriber_confirmed_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="replynotice",
            constraint=models.UniqueConstraint(fields=("subscriber", "reply"), name="reply_told_once"),
        ),
    ]
