"""Put the application together: the one place that knows every blueprint."""

from flask import Flask
from flask_compress import Compress
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from inclusion.accounts import contributions
from inclusion.accounts import labels as accounts_labels
from inclusion.accounts import login as accounts_login
from inclusion.accounts.contributions import Contributions
from inclusion.accounts.views import administration, profile, sign_in, sign_up
from inclusion.accounts.views import bp as accounts
from inclusion.appointments.views import bp as appointments
from inclusion.appointments.views import choose, confirm, mine, slip, who
from inclusion.clock import Clock, utc_now
from inclusion.db import create_engine_for
from inclusion.desk.views import (
    absences,
    acts,
    agenda,
    appointment,
    board,
    move,
    openings,
    people,
    telephone,
)
from inclusion.desk.views import bp as desk
from inclusion.desk.views import slip as desk_slip
from inclusion.places.views import bp as places
from inclusion.safe.views import bp as safe
from inclusion.safe.views import doors, papers
from inclusion.settings import Settings
from inclusion.states import ends as states_ends
from inclusion.states import export as states_export
from inclusion.states.labels import citizen as states_labels
from inclusion.states.views import acting as states_acting
from inclusion.states.views import agent_files, agent_person, scam
from inclusion.states.views import bp as states
from inclusion.states.views import citizen as states_citizen
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

BLUEPRINTS = (pages.bp, showcase.bp, accounts, places, appointments, desk, safe, states)
VIEWS = (administration, doors, papers, profile, sign_in, sign_up)
APPOINTMENT_VIEWS = (choose, confirm, mine, slip, who)
DESK_VIEWS = (
    absences,
    acts,
    agenda,
    appointment,
    board,
    desk_slip,
    move,
    openings,
    people,
    telephone,
)
STATES_VIEWS = (agent_files, agent_person, scam, states_citizen)
CONTRIBUTIONS = Contributions(
    event_words={**accounts_labels.EVENTS, **states_labels.EVENTS},
    exports=(states_export.part,),
    ends=(states_ends.end,),
    represents=states_acting.represents,
)
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
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/plain", "image/svg+xml"],
        COMPRESS_MIN_SIZE=400,
        COMPRESS_BR_LEVEL=6,
    )
    parts = Parts(
        settings=settings,
        engine=create_engine_for(settings.database_url),
        store=open_store(settings.storage_url),
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
    security.init_app(app)
    filters.init_app(app)
    assets.init_app(app, settings.root / "static")
    errors.init_app(app)
    Compress(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.check_marks(app)
    if settings.environment == "production":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
