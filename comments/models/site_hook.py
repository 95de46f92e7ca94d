"""Which programs of its own a site asks or tells."""

from django.db import models

from comments.models.choices import PersonalData


class SiteHook(models.Model):
    """What is known of a site's own service and of its webhooks without asking for their rows."""

    # What it is told of authors, "" where none is asked. `comments.own_hook.setting_up` keeps it.
    own_hook = models.CharField(
        max_length=10, choices=PersonalData.choices, blank=True, default="", db_default="", editable=False
    )

    # By the name of each event the ids of the webhooks that want to hear of it. `deliveries.listening` keeps it.
    wanted_events = models.JSONField(default=dict, db_default={}, editable=False)

    # How much of authors those webhooks are told that hear of comments, "" where none does. It is kept there, too.
    webhook_data = models.CharField(
        max_length=10, choices=PersonalData.choices, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        abstract = True
