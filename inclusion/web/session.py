"""What a view asks the running application for: database sessions, clock, store, settings.

`with reading() as session` reads; `with transaction() as session` writes and commits at the end:
it is the only place of the web side that commits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app
from flask_login import current_user
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion.actors import PUBLIC, Actor
from inclusion.clock import Clock
from inclusion.db import read_session, write_session
from inclusion.settings import Settings
from inclusion.storage import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """What `create_app` puts together."""

    settings: Settings
    engine: Engine
    store: Store
    clock: Clock


def parts() -> Parts:
    """Return the parts of the running application."""
    return cast(Parts, current_app.extensions["inclusion"])


@contextmanager
def reading() -> Iterator[Session]:
    """Yield a session that only reads."""
    with read_session(parts().engine) as session:
        yield session


@contextmanager
def transaction() -> Iterator[Session]:
    """Yield a session whose writes are committed when the block ends without an error."""
    with write_session(parts().engine) as session:
        yield session


def now() -> datetime:
    """Return the present instant of the application's clock, aware, in UTC."""
    return parts().clock()


def settings() -> Settings:
    """Return the settings of the running application."""
    return parts().settings


def store() -> Store:
    """Return the object store."""
    return parts().store


def actor() -> Actor:
    """Return who is acting in this request."""
    if not current_user.is_authenticated:
        return PUBLIC
    return Actor(current_user.account_id, current_user.role, current_user.structure_id)
