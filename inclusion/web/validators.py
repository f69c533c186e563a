"""Validators whose messages say what to do."""

from typing import Any

from wtforms.validators import StopValidation, ValidationError


class Required:
    """Something must be there; the message says what, with an example."""

    field_flags = {"required": True}  # noqa: RUF012 - read by WTForms

    def __init__(self, message: Any) -> None:
        """Keep the sentence."""
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse an empty answer."""
        data = field.data
        if data is None or data is False or data in ("", [], ("", "", "")):
            raise StopValidation(self.message)


class Length:
    """A text between two lengths."""

    def __init__(self, message: Any, *, lowest: int = 0, highest: int = 2_000) -> None:
        """Keep the bounds and the sentence."""
        self.lowest, self.highest, self.message = lowest, highest, message

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse what is outside the bounds."""
        if not self.lowest <= len(field.data or "") <= self.highest:
            raise ValidationError(self.message)
