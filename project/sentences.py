"""Translation for what must speak before, or without, Django: the readers of the environment and the supervisor."""

import gettext

from project.datadir import BASE_DIR

_catalogue = gettext.translation("django", BASE_DIR / "locale", fallback=True)


def _(sentence: str, **values: object) -> str:
    text = _catalogue.gettext(sentence)
    return text % values if values else text
