"""GET schema/: what this interface takes and answers, as an OpenAPI 3.1 document."""

import json

from django.http import HttpResponse
from rest_framework.request import Request

from comments import conf
from comments.api import fields, openapi
from comments.api.views import PublicAPIView

CONTENT_TYPE = "application/vnd.oai.openapi+json"
# It changes with a release only.
_CACHE = "public, max-age=300"


class Schema(PublicAPIView):
    def get(self, request: Request) -> HttpResponse:
        """With the service's own address."""
        fields.refuse_unknown(request.query_params.keys(), ())
        document = {**openapi.DOCUMENT, "servers": [{"url": f"{conf.public_url()}/api/v1"}]}
        content = json.dumps(document, ensure_ascii=False)
        return HttpResponse(content, content_type=CONTENT_TYPE, headers={"Cache-Control": _CACHE})
