"""What belongs to one site or to all sites, and may be switched off on single ones."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from comments.models.site import Site


class SharedQuerySet(models.QuerySet[Any]):
    """Of a model with `site`, null for all sites, and `off_for`: the sites on which such a row does not hold."""

    def holding_on(self, site: "Site") -> Self:
        """The rows of this site, and those of all sites that are not switched off there."""
        return self.filter(Q(site=site) | Q(~Exists(self._switched_off(site)), site=None))

    def reaching(self, site: "Site") -> Any:  # Any: a queryset of rows that have `is_off` too
        """The rows of this site and of all sites; `is_off` says which of these are switched off there."""
        return self.filter(Q(site=site) | Q(site=None)).annotate(is_off=Exists(self._switched_off(site)))

    def _switched_off(self, site: "Site") -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model.off_for.through._default_manager.all()
        return rows.filter(**{str(self.model._meta.model_name): OuterRef("pk"), "site": site.pk})
