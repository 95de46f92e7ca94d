"""Placeholders that a template is rendered with instead of values, to learn where the values go."""

import re
from collections.abc import Callable
from typing import Any, Self

from django.utils.safestring import SafeString

_FORM = "\ue000{}\ue001"  # for private use; a template that has them itself seems to have a piece of a placeholder
_WHOLE = re.compile("\ue000([a-z_]+)\ue001")
_PIECE = re.compile("[\ue000\ue001]")


def cut(text: str) -> tuple[list[str], list[str]]:
    """The parts of a rendered text around its placeholders, and the names of these: one less than there are parts."""
    pieces = _WHOLE.split(text)
    return pieces[::2], pieces[1::2]


def has_a_piece(text: str) -> bool:
    """Whether a filter left something of a placeholder."""
    return _PIECE.search(text) is not None


class Placeholder(SafeString):
    """Stands where a value goes, and sees whether a template does more than put it in or ask if it is empty."""

    def __new__(cls, name: str) -> Self:
        return super().__new__(cls, _FORM.format(name))

    def __init__(self, name: str) -> None:
        self.reads = self.uses = 0
        self.is_worked_on = False
        self._shown = SafeString(_FORM.format(name))

    def __html__(self) -> Any:  # Any: the stubs say Self, the engine takes any str
        """What the template engine puts in; nothing else asks for it."""
        self.uses += 1
        return self._shown

    def __bool__(self) -> bool:
        self.uses += 1
        return True

    @property
    def is_plain(self) -> bool:
        """Whether the template did no more with it than put it in or ask if it is empty.

        What works on a str unseen, such as float(), is known by a read that no use followed.
        """
        return not self.is_worked_on and self.reads <= self.uses


def _recorded(name: str) -> Callable[..., Any]:
    does: Callable[..., Any] = getattr(SafeString, name)

    def method(self: Placeholder, *args: Any, **named: Any) -> Any:
        self.is_worked_on = True
        return does(self, *args, **named)

    return method


_OPERATIONS = (
    "__add__", "__contains__", "__eq__", "__format__", "__ge__", "__getitem__", "__gt__", "__hash__", "__iter__",
    "__le__", "__len__", "__lt__", "__mod__", "__mul__", "__ne__", "__rmod__", "__rmul__", "__str__",
    *(name for name in dir(str) if not name.startswith("_")),
)  # fmt: skip
for _operation in _OPERATIONS:
    setattr(Placeholder, _operation, _recorded(_operation))
