"""How a comment form was filled in, stored with the comment as JSON."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Signals:
    """How a comment form was filled in.

    `honeypot` is whether the field that people cannot see was filled in. `form_age_hours` is the time since the form
    was rendered, None if none was used. `seconds_on_form` is the time since it was opened, None without its script.
    """

    honeypot: bool = False
    form_age_hours: float | None = None
    seconds_on_form: float | None = None

    def stored(self) -> dict[str, Any]:  # JSON of three kinds of value
        """As `Comment.signals` keeps them: Signals(**stored) reads them again."""
        return {
            "honeypot": self.honeypot,
            "form_age_hours": self.form_age_hours,
            "seconds_on_form": self.seconds_on_form,
        }
