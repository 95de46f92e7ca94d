"""Translation for what must speak before, or without, Django: the readers of the environment and the supervisor."""

import gettext
from pathlib import Path

_catalogue = gettext.translation("django", Path(__file__).resolve().parent.parent / "locale", fallback=True)


def _(sentence: str, **values: object) -> str:
    """The sentence translated, with the values filled in for its %(name)s; as it is without values."""
    text = _catalogue.gettext(sentence)
    return text % values if values else text
