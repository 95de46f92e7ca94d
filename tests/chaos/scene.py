"""The newsroom as the storm finds it: what no check objects to is published, nobody is too fast."""

from django.core.management import call_command

from comments.models import CheckSetting, Premoderation, Site
from comments.posting import threads
from project.newsroom.content import load_articles
from tests.support import factories


def make_scene() -> None:
    call_command("migrate", verbosity=0)
    load_articles()
    site = factories.quiet_site("newsroom", name="The Harbour Lantern", origins="")
    Site.objects.filter(pk=site.pk).update(premoderation=Premoderation.OBJECTIONS)
    # Everybody comes from one network.
    CheckSetting.objects.create(site=site, check_name="pace", weight=0)
    threads.describe(factories.subject("newsroom", "foghorn", url="/science/foghorn/"))
