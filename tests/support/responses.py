"""What Django's test client answers with: a response that also knows `json()`, its templates and its context."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Only the stubs give it a name; at run time the client adds the attributes to what the view returned.
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
else:
    from django.http import HttpResponse as Response

__all__ = ["Response"]
