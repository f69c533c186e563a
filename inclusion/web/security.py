"""Headers of every answer (ASVS 5.0 §3.4) and the CSRF token of every POST."""

from collections.abc import Iterable

from flask import Flask, Response, g, request
from flask_login import current_user
from flask_wtf import CSRFProtect

from inclusion.web.session import settings
from inclusion.web.visit import FORM_TARGETS, visit

SIGN_IN = "/connexion"
YEAR_SECONDS = 31_536_000


def init_app(app: Flask) -> None:
    """Protect every form and add the headers."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=True)
    CSRFProtect(app)
    app.after_request(add_headers)


def lead_to(*origins: str) -> None:
    """Let the forms of this page lead to other origins, once they were sent to us."""
    g.form_targets = origins


def content_policy(quick_exit_url: str, targets: Iterable[str] = ()) -> str:
    """Return the policy: our own style sheet and images, no script, no frame, no plug-in.

    The quick exit is a form that leads elsewhere, and browsers apply form-action to redirects.
    """
    forms = " ".join(("'self'", quick_exit_url, *targets))
    return (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        f"form-action {forms}; frame-ancestors 'none'"
    )


def _targets() -> tuple[str, ...]:
    waiting = visit().get(FORM_TARGETS, ()) if request.path.startswith(SIGN_IN) else ()
    return (*g.get("form_targets", ()), *waiting)


def add_headers(response: Response) -> Response:
    """Add what is missing; a view that set a stricter value keeps it."""
    chosen = settings()
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_policy(chosen.quick_exit_url, _targets()))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if chosen.is_https:
        headers.setdefault(
            "Strict-Transport-Security", f"max-age={YEAR_SECONDS}; includeSubDomains"
        )
    if current_user.is_authenticated or request.method != "GET":
        headers["Cache-Control"] = "no-store"
    else:
        headers.setdefault("Cache-Control", "no-cache")
    return response
