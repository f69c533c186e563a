"""The cookie `appareil`: a browser that entered before, never on a computer that others use."""

from flask import after_this_request, request
from werkzeug.wrappers import Response

from inclusion.accounts import devices
from inclusion.accounts.rules.codes import DEVICE_LASTS
from inclusion.tokens import secret_token
from inclusion.web.session import now, settings, transaction

COOKIE = "appareil"
LENGTH = 43


def token() -> str | None:
    """Return the cookie of this browser, None when it has none."""
    found = request.cookies.get(_name(), "")
    return found if len(found) == LENGTH else None


def remember(account_id: int) -> None:
    """Know this browser for 180 days."""
    value = token() or secret_token()
    with transaction() as session:
        devices.remember(session, account_id=account_id, token=value, at=now())

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _name(),
            value,
            max_age=DEVICE_LASTS,
            httponly=True,
            secure=settings().is_https,
            samesite="Lax",
        )
        return response


def _name() -> str:
    return settings().cookie_name(COOKIE)
