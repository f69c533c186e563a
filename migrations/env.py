"""Alembic's environment: migrates the engine that `inclusion db upgrade` hands in."""

from alembic import context

from inclusion.accounts import models as accounts
from inclusion.appointments import models as appointments
from inclusion.audit import models as audit
from inclusion.counter import models as counter
from inclusion.db import Base
from inclusion.federation import models as federation
from inclusion.keeping import models as keeping
from inclusion.lending import models as lending
from inclusion.messages import models as messages
from inclusion.organisations import models as organisations
from inclusion.people import models as people
from inclusion.places import models as places
from inclusion.proofs import models as proofs
from inclusion.provider import models as provider
from inclusion.receiving import models as receiving
from inclusion.rescue import models as rescue
from inclusion.safe import models as safe
from inclusion.states import models as states
from inclusion.waiting import models as waiting
from inclusion.web import models as web

MODELS = (
    accounts,
    appointments,
    audit,
    federation,
    organisations,
    people,
    places,
    safe,
    keeping,
    lending,
    states,
    web,
    messages,
    counter,
    provider,
    rescue,
    receiving,
    proofs,
    waiting,
)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
