"""Load the demonstration into an empty database, once."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion.accounts import queries as account_queries
from inclusion.accounts import service as accounts
from inclusion.accounts import totp
from inclusion.accounts.models import Account
from inclusion.actors import SYSTEM
from inclusion.clock import Clock
from inclusion.db import read_session, write_session
from inclusion.demo import (
    appointments,
    counter,
    keeping,
    lending,
    messages,
    places,
    receiving,
    rescue,
    safe,
    states,
    waiting,
)
from inclusion.demo.cast import AGENTS, CITIZENS, STRUCTURES, Part
from inclusion.errors import Conflict
from inclusion.organisations import queries as organisation_queries
from inclusion.organisations import service as organisations
from inclusion.settings import Settings
from inclusion.storage import Store


class NotEmpty(Conflict):
    """The database already holds accounts that are not of the demonstration."""


class NotDemonstration(Conflict):
    """The database is not a demonstration: its accounts have no known passphrase."""


def is_loaded(session: Session) -> bool:
    """Tell whether the database holds the demonstration."""
    names = {structure.name for structure in organisation_queries.structures(session)}
    first = account_queries.find_by_identifier(session, CITIZENS[0].identifier)
    return set(STRUCTURES) <= names and first is not None


def load(engine: Engine, *, settings: Settings, store: Store, clock: Clock) -> bool:
    """Write the demonstration; return False when it was there already.

    Raises NotEmpty rather than mixing invented people with real ones.
    """
    at = clock()
    with read_session(engine) as session:
        if is_loaded(session):
            return False
        if session.scalar(sa.select(sa.func.count()).select_from(Account)):
            raise NotEmpty("demonstration")
    with write_session(engine) as session:
        structures = {
            name: organisations.add(session, name=name, department=department).id
            for name, department in STRUCTURES.items()
        }
        accounts_by_identifier = {
            part.identifier: _open(session, part, structures, settings, clock)
            for part in (*CITIZENS, *AGENTS)
        }
        place_ids = places.load(session, structures=structures, at=at)
        appointments.load(session, at=at, places=place_ids, accounts=accounts_by_identifier)
        waiting.load(session, accounts=accounts_by_identifier, places=place_ids, at=at)
        states.load(session, accounts=accounts_by_identifier, at=at)
        messages.load(session, at=at, accounts=accounts_by_identifier)
        counter.load(session, accounts=accounts_by_identifier, cost=settings.argon2, at=at)
        for part in CITIZENS:
            if part.has_safe:
                safe.load(
                    session,
                    store=store,
                    settings=settings,
                    account_id=accounts_by_identifier[part.identifier].id,
                    passphrase=part.passphrase,
                    at=at,
                )
                keeping.load(
                    session,
                    store=store,
                    settings=settings,
                    account_id=accounts_by_identifier[part.identifier].id,
                    passphrase=part.passphrase,
                    at=at,
                )
        rescue.load(session, accounts=accounts_by_identifier, settings=settings, at=at)
        receiving.load(
            session, accounts=accounts_by_identifier, store=store, settings=settings, at=at
        )
        lender, agent = [part for part in CITIZENS if part.has_safe][-1], AGENTS[0]
        lending.load(
            session,
            store=store,
            settings=settings,
            owner=(accounts_by_identifier[lender.identifier], lender.passphrase),
            agent=(accounts_by_identifier[agent.identifier], agent.passphrase),
            at=at,
        )
    return True


def _open(
    session: Session, part: Part, structures: dict[str, int], settings: Settings, clock: Clock
) -> Account:
    if part.structure is None:
        return accounts.register(
            session,
            name=part.name,
            passphrase=part.passphrase,
            birth_on=part.birth_on,
            phone=part.phone,
            identifier=part.identifier,
            cost=settings.argon2,
            at=clock(),
        )
    agent = accounts.add_agent(
        session,
        name=part.name,
        role=part.role,
        structure_id=structures[part.structure],
        passphrase=part.passphrase,
        languages=part.languages,
        identifier=part.identifier,
        cost=settings.argon2,
        actor=SYSTEM,
        at=clock(),
    )
    totp.put(
        session,
        account_id=agent.id,
        secret=part.totp_secret or "",
        pepper=settings.secrets.pepper,
        at=clock(),
    )
    return agent
