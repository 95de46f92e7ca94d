"""What the app shares with other apps of a project by name: template libraries, templates, labels."""

from pathlib import Path

import pytest

from comments.apps import CommentsConfig

pytestmark = pytest.mark.once

APP = Path(CommentsConfig.__module__.replace(".", "/")).parent
# Of django-contrib-comments 2.2, for which many projects have templates of their own.
ITS_LABEL = "django_comments"
ITS_LIBRARIES = {"comments"}
ITS_TEMPLATES = {
    "400-debug", "approve", "approved", "base", "delete", "deleted", "flag", "flagged", "form", "list", "posted",
    "preview",
}  # fmt: skip


def test_it_stands_beside_django_contrib_comments() -> None:
    root = Path(__file__).parent.parent.parent / APP
    libraries = {path.stem for path in (root / "templatetags").glob("*.py")}
    templates = {path.stem for path in (root / "templates/comments").glob("*.html")}

    assert libraries & ITS_LIBRARIES == set()
    assert templates & ITS_TEMPLATES == set()
    assert CommentsConfig.name != ITS_LABEL
    assert "leave_a_reply" in libraries
    assert "thread" in templates
