"""The endpoints of what helps to decide: how much waits in each queue, which reasons a site has, who moderates."""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from comments.access import colleagues
from comments.api import fields, responses
from comments.api.moderation import asked
from comments.api.moderation.base import ModerationAPIView
from comments.api.moderation.comment_shapes import PersonListJSON, QueueJSON, QueueListJSON, ReasonListJSON
from comments.api.moderation.serializers import person_json
from comments.moderation import queue, reasons
from comments.reading.as_json import moment


class QueueList(ModerationAPIView):
    """GET moderation/queues/."""

    def get(self, request: Request) -> HttpResponse:
        """How many comments each queue has, of one site or of all that the key reaches."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), ("site",))
        site = asked.site_param(self.access, query)
        counts = queue.counts(self.access, by=self.person, site_id=site.pk if site else None, now=timezone.now())
        results: list[QueueJSON] = [
            {
                "name": name, "number": count.counted, "more": count.is_more,
                "oldest": moment(count.oldest) if count.oldest else None, "orders": list(queue.QUEUES[name].orders),
            }
            for name, count in counts.items()
        ]  # fmt: skip
        body: QueueListJSON = {"results": results}
        return responses.private(body)


class ReasonList(ModerationAPIView):
    """GET moderation/reasons/."""

    def get(self, request: Request) -> HttpResponse:
        """The reasons for a rejection on the list of a site."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), ("site",))
        site = asked.site(self.access, fields.site_slug(query))
        body: ReasonListJSON = {
            "results": [
                {
                    "code": one.code, "sentence": str(one.sentence), "note": str(one.note), "ground": one.ground,
                    "rule": one.rule,
                }
                for one in reasons.list_for(site)
            ],
            "required": site.reasons_required,
        }  # fmt: skip
        return responses.private(body)


class PersonList(ModerationAPIView):
    """GET moderation/people/."""

    def get(self, request: Request) -> HttpResponse:
        """Who moderates a site and can sign in; without a site, everybody who moderates where the key reaches."""
        query = request.query_params
        fields.refuse_unknown(query.keys(), ("site",))
        site = asked.site_param(self.access, query)
        found = colleagues.on_site(site.pk, self.person) if site else colleagues.of(self.access, self.person)
        body: PersonListJSON = {"results": [person_json(one) for one in found]}
        return responses.private(body)
