"""What readers reported and nobody has settled."""

from django.http import HttpResponse
from rest_framework.request import Request

from comments.api import fields, responses
from comments.api.moderation import asked
from comments.api.moderation.base import ModerationAPIView
from comments.api.moderation.managing_shapes import OpenReportJSON
from comments.models import Report
from comments.moderation import open_reports
from comments.reading.as_json import moment

PARAMETERS = ("site", "cursor", "limit")


class OpenReports(ModerationAPIView):
    """GET moderation/reports/."""

    def get(self, request: Request) -> HttpResponse:
        """The open reports of the key's sites, the oldest first; a decision on the comment settles them."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), PARAMETERS)
        site = asked.site_param(self.access, query)

        def behind(report_id: int, limit: int) -> list[Report]:
            return open_reports.listed(self.access, site_id=site.pk if site else None, after=report_id, limit=limit)

        found, following = asked.page(request, behind, lambda report: report.pk)
        return responses.private({"results": [_report_json(report) for report in found], "next": following})


def _report_json(report: Report) -> OpenReportJSON:
    comment = report.comment
    return {
        "id": report.pk,
        "comment": comment.pk,
        "version": comment.version,
        "status": comment.status,
        "site": comment.site.slug,
        "thread": comment.thread.key,
        "reason": report.reason,
        "text": report.text,
        "name": report.name,
        "email": report.email,
        "good_faith": report.good_faith,
        "created_at": moment(report.created_at),
        "earlier_text": report.text_version < comment.text_version,
    }
