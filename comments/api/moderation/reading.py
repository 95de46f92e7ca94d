"""Bodies by serializers of the framework, as strict as the public half: unknown fields and other types are refused.

`read` raises Invalid, with a pointer to each wrong field. Nothing is converted: "1" is no number, and 1 is no text.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.settings import api_settings

from comments.errors import FieldError, Invalid
from comments.text import characters, normalization, parsing

# The framework's codes as this API calls them; a code that is not here is "invalid".
_CODES = {
    "required": "required", "null": "required", "blank": "blank", "empty": "required", "type": "type",
    "not_a_list": "type", "choice": "choice", "max_length": "too-long", "too-many": "too-many",
    "min_value": "out-of-range", "max_value": "out-of-range", "unknown": "unknown",
    "control-character": "control-character",
}  # fmt: skip
_UNKNOWN_NAMED = 20


class StrictSerializer(serializers.Serializer[Any]):
    """The fields of a JSON object; there may be no others."""

    def to_internal_value(self, data: Any) -> Any:
        """The values by name; raises ValidationError."""
        if not isinstance(data, Mapping):
            raise ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [_problem(_("This must be an object."), "type")]})
        wrong: dict[str, Any] = {}
        for name in sorted(set(data) - set(self.fields))[:_UNKNOWN_NAMED]:
            shown = characters.without_control(name[:50])
            wrong[shown] = [_problem(_("This field is not known."), "unknown")]
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError({**error.detail, **wrong} if isinstance(error.detail, dict) else wrong) from None
        if wrong:
            raise ValidationError(wrong)
        return value


class Text(serializers.CharField):
    """A string as it was sent, of any lines; of one with `lines=False`."""

    def __init__(self, *, lines: bool = True, **kwargs: Any) -> None:
        self._lines = lines
        super().__init__(trim_whitespace=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The string; raises ValidationError."""
        if data is not serializers.empty and data is not None:
            if not isinstance(data, str):
                raise ValidationError([_problem(_("This must be a string."), "type")])
            data = normalization.normalise_text(data) if self._lines else data
            has_control = characters.has_control if self._lines else characters.has_control_in_line
            if has_control(data):
                raise ValidationError([_problem(_("This contains a control character."), "control-character")])
        return super().run_validation(data)


class OneOf(serializers.ChoiceField):
    """One of some values; a refusal names them all."""

    def to_internal_value(self, data: Any) -> Any:
        """The value; raises ValidationError."""
        try:
            return super().to_internal_value(data)
        except ValidationError:
            sentence = _("This must be one of: %(names)s.") % {"names": ", ".join(map(str, self.choices))}
            raise ValidationError([_problem(sentence, "choice")]) from None


class Whole(serializers.IntegerField):
    """A whole number; true is none."""

    def to_internal_value(self, data: Any) -> int:
        """The number; raises ValidationError."""
        if isinstance(data, bool) or not isinstance(data, int):
            raise ValidationError([_problem(_("This must be a whole number."), "type")])
        return data


class Flag(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """Which of them; raises ValidationError."""
        if not isinstance(data, bool):
            raise ValidationError([_problem(_("This must be true or false."), "type")])
        return data


class Several(serializers.ListField):
    """A list of at most `most` values, each as the field `child` says, which may be a serializer."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self._most = most
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        """The values; raises ValidationError, for a longer list without a look at what it holds."""
        if isinstance(data, list) and len(data) > self._most:
            raise ValidationError([_problem(_("The limit is %(n)d.") % {"n": self._most}, "too-many")])
        return super().to_internal_value(data)


class Moment(serializers.Field[Any, Any, Any, Any]):
    """A time in UTC, as 2026-03-02T12:00:00Z."""

    default_error_messages = {
        "invalid": gettext_lazy("This must be a time in UTC, such as 2026-03-02T12:00:00Z."),
    }

    def to_internal_value(self, data: Any) -> Any:
        """A datetime; raises ValidationError."""
        moment = parsing.parse_moment(data) if isinstance(data, str) else None
        if moment is None:
            self.fail("invalid")
        return moment


def read(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """The values of a body, by name; those that may be left out and are, are not in it. Raises Invalid."""
    if not isinstance(request.data, dict):
        raise Invalid([FieldError("", "type", _("The body must be a JSON object."))])
    return values(serializer, request.data)


def values(serializer: type[StrictSerializer], data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of fields that came in a body or an address, as `read` has them. Raises Invalid."""
    read = serializer(data=data)
    if not read.is_valid():
        raise Invalid(list(_flat(read.errors, ())))
    return dict(read.validated_data)


def _flat(errors: Any, path: tuple[str, ...]) -> Iterator[FieldError]:
    """Each error with the names and numbers that lead to its field, out of the framework's nested form."""
    if isinstance(errors, dict):
        for name, inner in errors.items():
            yield from _flat(inner, path if name == api_settings.NON_FIELD_ERRORS_KEY else (*path, str(name)))
        return
    for number, error in enumerate(errors):
        if isinstance(error, ErrorDetail):
            field, inside = (path[0], path[1:]) if path else ("", ())
            yield FieldError(field, _CODES.get(str(error.code), "invalid"), str(error), inside)
        else:
            yield from _flat(error, (*path, str(number)))


def _problem(sentence: str, code: str) -> ErrorDetail:
    return ErrorDetail(sentence, code)
