"""Members of staff who work with comments today get a membership of all sites, so that nobody loses anything.

Who may change sites becomes a chief moderator, everybody else a moderator. Their permissions stay as they are.
"""

from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.models import Q


def appoint(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    user_model = apps.get_model(settings.AUTH_USER_MODEL)
    columns = {field.name for field in user_model._meta.get_fields()}
    if not {"user_permissions", "groups"} <= columns:
        return
    asked = {name: True for name in ("is_active", "is_staff") if name in columns}
    staff = user_model._base_manager.using(alias).filter(**asked)
    if "is_superuser" in columns:
        staff = staff.filter(is_superuser=False)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    ours = permissions.filter(content_type__app_label="comments")
    led = set(_holders(staff, ours.filter(codename="change_site")))
    memberships = apps.get_model("comments", "Membership").objects.using(alias)
    for user_id in _holders(staff, ours):
        role = "chief" if user_id in led else "moderator"
        memberships.get_or_create(user_id=user_id, site=None, defaults={"role": role})


def _holders(staff: Any, permissions: Any) -> Any:
    held = Q(user_permissions__in=permissions) | Q(groups__permissions__in=permissions)
    return staff.filter(held).order_by("pk").values_list("pk", flat=True).distinct()


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0020_desk_indexes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunPython(appoint, migrations.RunPython.noop)]
