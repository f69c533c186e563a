"""Headers of every answer (ASVS 5.0 §3.4) and the CSRF token of every POST."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
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


def content_policy(*destinations: str) -> str:
    """Return the policy: our own style sheet and images, no script, no frame, no plug-in.

    destinations: where our forms lead (the quick exit, the identity providers, a service that
    waits for a sign-in), since browsers apply form-action to redirects.
    """
    return (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        f"form-action 'self' {' '.join(destinations)}; frame-ancestors 'none'"
    )


def _targets() -> tuple[str, ...]:
    waiting = visit().get(FORM_TARGETS, ()) if request.path.startswith(SIGN_IN) else ()
    return (*g.get("form_targets", ()), *waiting)


def allow_script(*, calls_us: bool = False) -> None:
    """Let the page of this request run the script of ours that it names.

    calls_us: the script also asks this site something.
    """
    g.allows_script = "; script-src 'self'" + ("; connect-src 'self'" if calls_us else "")


def add_headers(response: Response) -> Response:
    """Add what is missing; a view that set a stricter value keeps it."""
    chosen = settings()
    headers = response.headers
    policy = content_policy(*_destinations(), *_targets())
    policy += g.get("allows_script", "")
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if chosen.is_https:
        headers.setdefault(
            "Strict-Transport-Security", f"max-age={YEAR_SECONDS}; includeSubDomains"
        )
    is_personal = current_user.is_authenticated or bool(session)
    if response.cache_control.immutable:
        return response  # a file of ours under its hash: the same for everybody, for ever
    if is_personal or request.method != "GET":
        headers["Cache-Control"] = "no-store"
    else:
        headers.setdefault("Cache-Control", "no-cache")
    return response


def _destinations() -> list[str]:
    issuers = [urlsplit(provider.issuer) for provider in settings().identity_providers]
    origins = [f"{issuer.scheme}://{issuer.netloc}" for issuer in issuers]
    return [settings().quick_exit_url, *origins]
