"""Headers of every answer (ASVS 5.0 §3.4) and the CSRF token of every POST."""

from flask import Flask, Response, g, request
from flask_login import current_user
from flask_wtf import CSRFProtect

from inclusion.web.session import settings

YEAR_SECONDS = 31_536_000


def init_app(app: Flask) -> None:
    """Protect every form and add the headers."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=True)
    CSRFProtect(app)
    app.after_request(add_headers)


def content_policy(quick_exit_url: str) -> str:
    """Return the policy: our own style sheet and images, no script, no frame, no plug-in.

    The quick exit is a form that leads elsewhere, and browsers apply form-action to redirects.
    """
    return (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        f"form-action 'self' {quick_exit_url}; frame-ancestors 'none'"
    )


def allow_script() -> None:
    """Let the page of this request run the script of ours that it names."""
    g.allows_script = True


def add_headers(response: Response) -> Response:
    """Add what is missing; a view that set a stricter value keeps it."""
    chosen = settings()
    headers = response.headers
    policy = content_policy(chosen.quick_exit_url)
    if g.get("allows_script"):
        policy += "; script-src 'self'"
    headers.setdefault("Content-Security-Policy", policy)
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
