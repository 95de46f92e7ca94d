"""How a form was filled in, as it is stored with the comment that came of it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Signals:
    """How a form was filled in; `form_age_hours` is None when no form was involved."""

    honeypot: bool = False
    form_age_hours: float | None = None
    seconds_on_form: float | None = None

    def stored(self) -> dict[str, Any]:  # JSON of three kinds of value
        return {
            "honeypot": self.honeypot,
            "form_age_hours": self.form_age_hours,
            "seconds_on_form": self.seconds_on_form,
        }
