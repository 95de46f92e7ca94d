"""The publication's staff, read through any user model that a host may have."""

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

if TYPE_CHECKING:
    from django.contrib.auth.models import User as Moderator  # the model of this project, as the type stubs see it
else:
    from django.contrib.auth.base_user import AbstractBaseUser as Moderator

__all__ = ["Moderator", "admin_users", "display_name", "email_of", "full_name_of", "has_column"]


def admin_users() -> list[Moderator]:
    """All users whom the admin lets in, in one query; it reads all rows of a model without the column `is_staff`."""
    asked = {name: True for name in ("is_active", "is_staff") if has_column(name)}
    users = get_user_model()._default_manager.filter(**asked)
    return [user for user in users.iterator() if user.is_active and user.is_staff]


def has_column(name: str) -> bool:
    """Whether the user model has a column of this name; a property of that name is none."""
    return any(field.name == name for field in get_user_model()._meta.concrete_fields)


def display_name(user: Moderator) -> str:
    """The full name, or the user name of somebody without one."""
    return full_name_of(user) or user.get_username()


def full_name_of(user: Moderator) -> str:
    """Empty where the user model knows no full names."""
    return str(user.get_full_name() or "") if hasattr(user, "get_full_name") else ""


def email_of(user: Moderator) -> str:
    """Empty where the user model knows no e-mail addresses."""
    return str(getattr(user, user.get_email_field_name(), None) or "")
