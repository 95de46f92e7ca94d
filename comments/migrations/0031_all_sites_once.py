"""One ban on a value, one trust of an author and one list of a kind for all sites."""

from django.db import migrations
from django.db.models import Q, UniqueConstraint

from comments.migrations._online import AddUnique

_OF_ALL_SITES = Q(site=None)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("comments", "0030_all_sites")]
    operations = [
        AddUnique(
            model_name="ban",
            constraint=UniqueConstraint(
                fields=("kind", "value"), condition=_OF_ALL_SITES, name="one_ban_per_value_of_all_sites"
            ),
        ),
        AddUnique(
            model_name="trustedauthor",
            constraint=UniqueConstraint(
                fields=("email", "name"), condition=_OF_ALL_SITES, name="trusted_once_on_all_sites"
            ),
        ),
        AddUnique(
            model_name="wordlist",
            constraint=UniqueConstraint(
                fields=("kind",), condition=_OF_ALL_SITES, name="one_list_of_a_kind_of_all_sites"
            ),
        ),
    ]
