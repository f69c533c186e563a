"""The form of every page: problems for the error summary, refusals of the domain."""

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm

from inclusion.web import drafts


class Form(FlaskForm):
    """A form that checks shape. Truth is checked by services; `refuse` shows their answer.

    The CSRF token is checked for every POST by the application (`csrf()` writes it), not by each
    form. A form answers 422 when it was sent and is not valid.
    """

    class Meta(FlaskForm.Meta):
        """Leave the token to the application; fill in what the end of a visit interrupted."""

        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return what was sent, or what had been written when the visit ended."""
            sent = super().wrap_formdata(form, formdata)
            if sent is None and isinstance(form, Form) and formdata is not None:
                sent = drafts.take({name.partition("-")[0] for name in form._fields})
                form.is_restored = sent is not None
            return sent

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start without refusals."""
        self.is_restored = False
        super().__init__(*args, **kwargs)
        self.refusals: list[tuple[str, Any]] = []

    def refuse(self, field: str | None, message: Any) -> None:
        """Show `message` beside a field, or in the summary alone when `field` is None."""
        if field is None:
            self.refusals.append(("main", message))
        else:
            target = self[field]
            target.errors = [*target.errors, message]

    @property
    def problems(self) -> list[tuple[str, Any]]:
        """Return (id of the control to reach, sentence) for each problem, in the page's order."""
        return [
            (_first_control(field), field.errors[0]) for field in self if field.errors
        ] + self.refusals

    @property
    def status(self) -> int:
        """Return 422 for a form that was refused, 200 for one that is shown."""
        return 422 if self.is_submitted() and self.problems else 200


def _first_control(field: Any) -> str:
    suffix = {"radios": "-0", "checkboxes": "-0", "date": "-day"}.get(getattr(field, "kind", ""))
    return f"{field.id}{suffix or ''}"


def too_many_tries(minutes: int) -> str:
    """Return the sentence that a throttled form shows."""
    return _(
        "Il y a eu trop d’essais. Attendez %(minutes)s minutes, ou appelez-nous.", minutes=minutes
    )
