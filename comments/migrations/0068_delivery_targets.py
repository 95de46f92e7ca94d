"""Senders ask to whom something is due, and not how much; chiefs ask for a state, and for what is owed on their sites."""

from django.db import migrations, models

from comments.migrations import _online


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0067_webhooks")]
    operations = [
        migrations.AddField(
            model_name="delivery",
            name="target",
            field=models.CharField(db_default="", default="", editable=False, max_length=120),
        ),
        _online.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "owed")), fields=["target", "due"], name="deliveries_due_to"
            ),
        ),
        _online.AddIndex(
            model_name="delivery", index=models.Index(fields=["state", "-id"], name="deliveries_in_state")
        ),
        _online.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("state", "owed")), fields=["site"], name="deliveries_owed_of_site"),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="verb",
            field=models.CharField(
                choices=[
                    ("ban", "Banned or lifted a ban"),
                    ("trust", "Changed whom the site trusts"),
                    ("thread", "Changed a thread"),
                    ("deletion", "Deleted comments for ever"),
                    ("batch", "Decided on many comments"),
                    ("settings", "Changed settings"),
                    ("people", "Changed who moderates"),
                    ("security", "Changed how people sign in"),
                    ("key", "Made or revoked an API key"),
                    ("delivery", "Sent something again, or stopped it"),
                ],
                max_length=10,
                verbose_name="what",
            ),
        ),
    ]
