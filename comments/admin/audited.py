"""What keeps a line in the chiefs' log for each form of the admin that changed something."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comments.access import audit
from comments.admin.limited import LimitedToSites
from comments.models import AuditVerb


class Audited(LimitedToSites):
    """Writes beside each entry of Django's own history one that belongs to a site."""

    # None where a use case writes the line.
    audited_as: AuditVerb | None = AuditVerb.SETTINGS

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return self._noted(request, obj, super().log_addition(request, obj, message))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return self._noted(request, obj, super().log_change(request, obj, message))

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        logged = super().log_deletions(request, queryset)
        for obj in queryset:
            self._note(request, obj, _("Deleted."))
        return logged

    def _noted(self, request: HttpRequest, obj: Any, entry: LogEntry) -> LogEntry:
        self._note(request, obj, str(entry.get_change_message()))
        return entry

    def _note(self, request: HttpRequest, obj: Any, change: str) -> None:
        if self.audited_as is None or not self.site_field:
            return
        audit.write_change(self.audited_as, obj, change, by=request.user, site_id=self.site_of(obj))
