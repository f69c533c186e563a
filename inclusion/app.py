"""Put the application together: the one place that knows every blueprint."""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from flask import Blueprint, Flask
from flask_compress import Compress
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from inclusion.accounts import contributions
from inclusion.accounts import login as accounts_login
from inclusion.clock import Clock, utc_now
from inclusion.contributed import CONTRIBUTIONS
from inclusion.db import create_engine_for
from inclusion.federation import hub as federation_hub
from inclusion.messages import sealing
from inclusion.settings import Settings
from inclusion.storage import open_store
from inclusion.web import (
    access,
    assets,
    errors,
    filters,
    languages,
    login,
    logs,
    pages,
    security,
    showcase,
    uploads,
)
from inclusion.web.session import Parts
from inclusion.web.visit import DatabaseSessions

DOMAINS = (
    "accounts",
    "messages",
    "places",
    "appointments",
    "desk",
    "safe",
    "keeping",
    "rescue",
    "lending",
    "leaving",
    "federation",
    "states",
    "counter",
    "provider",
    "receiving",
    "proofs",
    "waiting",
    "catalogue",
)
"""Those that have pages: each holds `views`, a module or a package, with the blueprint `bp`."""
FORM_OVERHEAD_BYTES = 200_000


def create_app(settings: Settings, *, clock: Clock = utc_now) -> Flask:
    """Return the application for these settings; `clock` is replaced by tests."""
    app = Flask(
        "inclusion",
        root_path=str(settings.root / "inclusion"),
        template_folder=str(settings.root / "templates"),
        static_folder=None,
    )
    app.config.update(
        SECRET_KEY=settings.secrets.session_key,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + FORM_OVERHEAD_BYTES,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=200,
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "text/plain",
            "image/svg+xml",
        ],
        COMPRESS_MIN_SIZE=400,
        COMPRESS_BR_LEVEL=6,
    )
    sealing.use(settings.secrets)
    parts = Parts(
        settings=settings,
        engine=create_engine_for(settings.database_url),
        store=open_store(settings.storage_url, settings.s3),
        clock=clock,
    )
    app.extensions["inclusion"] = parts
    app.session_interface = DatabaseSessions(parts)
    app.request_class = uploads.Request
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _wire(app, settings)
    return app


def _wire(app: Flask, settings: Settings) -> None:
    logs.init_app(app)
    languages.init_app(app, str(settings.root / "translations"))
    login.init_app(app, accounts_login.load)
    access.init_app(app)
    contributions.init_app(app, CONTRIBUTIONS)
    federation_hub.init_app(app)
    security.init_app(app)
    filters.init_app(app)
    assets.init_app(app, settings.root / "static")
    errors.init_app(app)
    Compress(app)
    for blueprint in (pages.bp, showcase.bp, *map(_blueprint, DOMAINS)):
        app.register_blueprint(blueprint)
    access.check_marks(app)
    if settings.environment == "production":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]


def _blueprint(domain: str) -> Blueprint:
    """Return the blueprint of a domain, once every module of its views has added its routes."""
    views = import_module(f"inclusion.{domain}.views")
    for module in iter_modules(getattr(views, "__path__", ())):
        import_module(f"{views.__name__}.{module.name}")
    return cast(Blueprint, views.bp)
