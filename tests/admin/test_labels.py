"""Every field of every form has a name for those who do not see where it stands."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from comments.admin.base import CommentsModelAdmin
from comments.models import Site, WordList
from tests.support.pages import Element, parse

FORMS = [
    one
    for one in admin.site._registry.values()
    if isinstance(one, CommentsModelAdmin) and one.form.__name__ != "ModelForm" and one.model is not WordList
]


@pytest.mark.once
@pytest.mark.parametrize("one", FORMS, ids=lambda one: one.opts.model_name)
def test_it_names_every_field(one: Any, moderator: Client, times: Site) -> None:
    page = parse(moderator.get(reverse(f"admin:{one.opts.app_label}_{one.opts.model_name}_add")))
    fields = [field for field in page.one("form", id=f"{one.opts.model_name}_form").walk() if _is_filled_in(field)]

    assert len(fields) >= max(2, len(one.form.base_fields))
    assert [field.attributes for field in fields if not _name(page, field)] == []


def _is_filled_in(field: Element) -> bool:
    kinds = ("hidden", "submit", "button")
    return field.tag in ("input", "select", "textarea") and field.get("type") not in kinds


def _name(page: Element, field: Element) -> str:
    labels = page.all("label", for_=field.get("id") or "-")
    return field.get("aria-label") or " ".join(label.text for label in labels)
