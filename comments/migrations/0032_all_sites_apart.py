"""What was in force on a site stays so. Going back, each site gets what it had of all sites as its own.

A site's list of protected names used to begin with four usual names, which are on the list of all sites now: those
that a site had struck out are switched off there.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import migrations

_PROTECTED = "protected_names"
_USUAL = ("admin", "administrator", "moderator", "editor")

Model = Any  # as it was
# What a site has only one of.
_ONCE = {"Ban": ("kind", "value"), "TrustedAuthor": ("email", "name"), "Reason": ("code",)}


def switch_off(apps: Any, schema_editor: Any) -> None:
    for own in apps.get_model("comments", "WordList").objects.filter(kind=_PROTECTED).exclude(site=None):
        typed = {_key(line) for line in own.lines.splitlines()}
        off = "\n".join(name for name in _USUAL if name not in typed)
        if off and not own.off:
            own.off, own.digest = off, _digest(own.lines, off)
            own.save(update_fields=["off", "digest"])


def copy_to_sites(apps: Any, schema_editor: Any) -> None:
    sites = list(apps.get_model("comments", "Site").objects.order_by("pk"))
    for name, once in _ONCE.items():
        _copy_rows(apps.get_model("comments", name), once, sites)
    _copy_lists(apps.get_model("comments", "WordList"), sites)
    for site in sites:
        if site.inherited_guidelines:
            site.guidelines = "\n\n".join(filter(None, (site.inherited_guidelines, site.guidelines)))
            site.inherited_guidelines = ""
            site.save(update_fields=["guidelines", "inherited_guidelines"])
    apps.get_model("comments", "Guideline").objects.all().delete()


def _copy_rows(model: Model, once: Iterable[str], sites: list[Any]) -> None:
    """A site's own row wins over one of all sites for the same."""
    skipped = {"id", "site", *once}
    for shared in model.objects.filter(site=None):
        off = set(shared.off_for.values_list("pk", flat=True))
        values = {field.name: getattr(shared, field.name) for field in model._meta.fields if field.name not in skipped}
        for site in sites:
            if site.pk not in off:
                named = {name: getattr(shared, name) for name in once}
                model.objects.get_or_create(site=site, **named, defaults={**values, **_of_site(values, site)})
        shared.delete()


def _of_site(values: dict[str, Any], site: Any) -> dict[str, Any]:
    """A browser is known to one site only."""
    browser = values.get("commenter")
    return {"commenter": None} if browser is not None and browser.site_id != site.pk else {}


def _copy_lists(model: Model, sites: list[Any]) -> None:
    shared = dict(model.objects.filter(site=None).values_list("kind", "lines"))
    shared.setdefault(_PROTECTED, "\n".join(_USUAL))
    for kind, lines in shared.items():
        for site in sites:
            own = model.objects.filter(site=site, kind=kind).first() or model(site=site, kind=kind)
            without = {_key(line) for line in (*own.off.splitlines(), *own.lines.splitlines())}
            more = [line for line in lines.splitlines() if _key(line) not in without]
            own.lines, own.off = "\n".join(filter(None, (own.lines.rstrip("\n"), *more))), ""
            own.digest = _digest(own.lines, "")
            own.save()
    model.objects.filter(site=None).delete()


def _key(line: str) -> str:
    typed = line.strip()
    return typed if typed.startswith("/") else typed.casefold()


def _digest(lines: str, off: str) -> str:
    return hashlib.sha256((f"{lines}\0{off}" if off else lines).encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("comments", "0031_all_sites_once")]
    operations = [migrations.RunPython(switch_off, copy_to_sites)]
