"""Whether a site asks a service of its own."""

from django.db import models

from comments.models.choices import PersonalData


class SiteHook(models.Model):
    """What screening and the privacy notice know of a site's own service without asking for its row."""

    # What it is told of authors, "" where none is asked. `comments.own_hook.setting_up` keeps it.
    own_hook = models.CharField(
        max_length=10, choices=PersonalData.choices, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        abstract = True
