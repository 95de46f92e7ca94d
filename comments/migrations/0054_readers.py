"""Readers whom the host vouches for: accounts and sessions, how a site knows them, and what is for them alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0053_api_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(blank=True, max_length=255, verbose_name="issuer")),
                ("subject", models.CharField(max_length=255, verbose_name="account")),
                ("name", models.CharField(blank=True, max_length=245, verbose_name="name")),
                ("email", models.CharField(blank=True, max_length=100, verbose_name="email")),
                ("url", models.CharField(blank=True, max_length=200, verbose_name="website")),
                ("is_staff", models.BooleanField(default=False, verbose_name="of the publication")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("signed_in_at", models.DateTimeField(verbose_name="signed in last")),
            ],
            options={
                "verbose_name": "account of the host",
                "verbose_name_plural": "accounts of the host",
            },
        ),
        migrations.CreateModel(
            name="ReaderSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="expires at")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "session of a reader",
                "verbose_name_plural": "sessions of readers",
            },
        ),
        migrations.CreateModel(
            name="SingleSignOn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "is_on",
                    models.BooleanField(
                        default=False,
                        help_text="Switched off, everybody is signed out at once.",
                        verbose_name="readers can sign in",
                    ),
                ),
                (
                    "issuer",
                    models.CharField(
                        blank=True,
                        help_text="The claim “iss” that each token must have. Empty: any issuer.",
                        max_length=255,
                        verbose_name="issuer",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        help_text="The claim “aud” that each token must have. Empty: the slug of the site.",
                        max_length=255,
                        verbose_name="audience",
                    ),
                ),
                ("secret", models.TextField(blank=True, editable=False)),
                ("secret_made_at", models.DateTimeField(editable=False, null=True)),
                ("previous_secret", models.TextField(blank=True, editable=False)),
                ("previous_until", models.DateTimeField(editable=False, null=True)),
                (
                    "jwks_url",
                    models.CharField(
                        blank=True,
                        help_text="A JSON Web Key Set (RFC 7517) behind https, for tokens signed by RS256, ES256 or EdDSA.",
                        max_length=500,
                        verbose_name="address of the host's keys",
                    ),
                ),
                ("keys", models.JSONField(default=list, editable=False)),
                ("keys_fetched_at", models.DateTimeField(editable=False, null=True)),
                ("keys_due", models.DateTimeField(editable=False, null=True)),
                ("keys_failure", models.CharField(blank=True, editable=False, max_length=300)),
            ],
            options={
                "verbose_name": "single sign-on",
                "verbose_name_plural": "single sign-on",
            },
        ),
        migrations.AddField(
            model_name="site",
            name="posting",
            field=models.CharField(
                choices=[("open", "Everybody"), ("signed_in", "Signed-in readers")],
                db_default="open",
                default="open",
                help_text="WordPress: everybody, or registered users.",
                max_length=10,
                verbose_name="who posts comments",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="reading",
            field=models.CharField(
                choices=[("open", "Everybody"), ("signed_in", "Signed-in readers")],
                db_default="open",
                default="open",
                help_text="Signed-in readers are those whom your website vouches for, by the single sign-on of this site. Who must sign in to read must sign in to post. WordPress has no such setting.",
                max_length=10,
                verbose_name="who reads comments",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="login_url",
            field=models.URLField(
                blank=True,
                db_default="",
                default="",
                help_text="A page of your website. Readers who must sign in are led there. WordPress: its own login page.",
                max_length=500,
                verbose_name="page on which readers sign in",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("reading__in", ["open", "signed_in"])), name="site_known_reading"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("posting__in", ["open", "signed_in"])), name="site_known_posting"
            ),
        ),
        migrations.AddField(
            model_name="identity",
            name="site",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="identities",
                to="comments.site",
                verbose_name="site",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="identity",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="comments",
                to="comments.identity",
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="readersession",
            name="identity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sessions",
                to="comments.identity",
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="readersession",
            name="site",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="comments.site",
                verbose_name="site",
            ),
        ),
        migrations.AddField(
            model_name="singlesignon",
            name="site",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="single_sign_on",
                to="comments.site",
                verbose_name="site",
            ),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(fields=("site", "issuer", "subject"), name="one_identity_per_account"),
        ),
        migrations.AddConstraint(
            model_name="readersession",
            constraint=models.UniqueConstraint(fields=("site", "token_digest"), name="one_session_per_token"),
        ),
        migrations.AddConstraint(
            model_name="readersession",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))), name="session_ends_later"
            ),
        ),
    ]
