"""What a domain may refuse: seven kinds, each with one HTTP status.

A domain error names the fact (`SlotTaken`) and carries a stable English code. The sentence that
a person reads is chosen by the page that shows it, never here.
"""

from datetime import timedelta


class DomainError(Exception):
    """A request that the rules of the field refuse."""

    status = 500

    def __init__(self, code: str | None = None, *, field: str | None = None) -> None:
        """Keep the stable `code` (the class name by default) and the form field at fault."""
        self.code = code or type(self).__name__
        self.field = field
        super().__init__(self.code)


class NotFound(DomainError):
    """The thing does not exist, or the asker may not know that it does."""

    status = 404


class Forbidden(DomainError):
    """The asker is known and may not do this."""

    status = 403


class Invalid(DomainError):
    """The values are well formed and make no sense together."""

    status = 422


class Conflict(DomainError):
    """Somebody got there first, or the state no longer allows it."""

    status = 409


class Expired(DomainError):
    """The link, code or hold is past its time."""

    status = 410


class TooMany(DomainError):
    """Too many tries: come back after `retry_after`."""

    status = 429

    def __init__(self, code: str | None = None, *, retry_after: timedelta) -> None:
        """Keep how long to wait before the next try."""
        super().__init__(code)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A part that we need does not answer."""

    status = 503
