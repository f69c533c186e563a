"""Put the application together: the one place that knows every blueprint."""

from flask import Flask
from flask_compress import Compress
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from inclusion.accounts import contributions
from inclusion.accounts import login as accounts_login
from inclusion.accounts.views import (
    administration,
    choices,
    codes,
    contact_code,
    data,
    farewell,
    generator,
    history,
    networks,
    overview,
    passkeys,
    presence,
    profile,
    prove,
    second_factor,
    sign_in,
    sign_up,
    visits,
)
from inclusion.accounts.views import bp as accounts
from inclusion.appointments.views import bp as appointments
from inclusion.appointments.views import choose, confirm, mine, slip, who
from inclusion.clock import Clock, utc_now
from inclusion.contributed import CONTRIBUTIONS
from inclusion.counter.views import (
    activate,
    blocking,
    home,
    notices,
    opening,
    printing,
    recovery,
)
from inclusion.counter.views import (
    bp as counter,
)
from inclusion.counter.views import (
    review as counter_review,
)
from inclusion.counter.views import (
    sign_in as card_sign_in,
)
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
from inclusion.federation import hub as federation_hub
from inclusion.federation.views import bp as federation
from inclusion.federation.views import dance, identities, unknown
from inclusion.messages import sealing
from inclusion.messages.views import bp as messages
from inclusion.places.views import bp as places
from inclusion.provider.views import administration as provider_administration
from inclusion.provider.views import authorize, protocol, services
from inclusion.provider.views import bp as provider
from inclusion.provider.views import logout as provider_logout
from inclusion.safe.views import bp as safe
from inclusion.safe.views import doors, papers
from inclusion.settings import Settings
from inclusion.states.views import acting, agent_files, agent_person, scam
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

BLUEPRINTS = (
    pages.bp,
    showcase.bp,
    accounts,
    messages,
    places,
    appointments,
    desk,
    safe,
    federation,
    states,
    counter,
    provider,
)
VIEWS = (doors, papers)
ACCOUNT_VIEWS = (
    administration,
    choices,
    codes,
    contact_code,
    data,
    farewell,
    generator,
    history,
    networks,
    overview,
    passkeys,
    presence,
    profile,
    prove,
    second_factor,
    sign_in,
    sign_up,
    visits,
)
FACTOR_VIEWS = (generator, passkeys, prove, second_factor)
APPOINTMENT_VIEWS = (choose, confirm, mine, slip, who)
FEDERATION_VIEWS = (dance, identities, unknown)
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
STATES_VIEWS = (acting, agent_files, agent_person, scam, states_citizen)
COUNTER_VIEWS = (
    activate,
    blocking,
    card_sign_in,
    counter_review,
    home,
    notices,
    opening,
    printing,
    recovery,
)
PROVIDER_VIEWS = (authorize, protocol, provider_administration, provider_logout, services)
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
    sealing.use(settings.secrets)
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
    federation_hub.init_app(app)
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
