"""The database: declarative base, typed columns, engines and sessions. No Flask here.

SQLite and PostgreSQL hold the same tables. Where they differ, the difference lives in this module
and in the migrations.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Annotated, Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from inclusion.tokens import PUBLIC_ID_LENGTH, public_id
from inclusion.turns import Turns

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
BUSY_TIMEOUT_MS = 10_000
WRITERS = 2
"""How many transactions of one process write to PostgreSQL at once."""
_AFTER = "inclusion.after_commit"
_TURNS: WeakKeyDictionary[Engine, Turns] = WeakKeyDictionary()
_TURNS_LOCK = Lock()


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant: timestamptz on PostgreSQL, integer microseconds on SQLite.

    Integers compare and sort like the instants they stand for, in triggers too.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the column type of the engine."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.BigInteger())
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive datetime; store the instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        if dialect.name == "sqlite":
            return (value - _EPOCH) // _MICROSECOND
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC datetime."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _EPOCH + timedelta(microseconds=value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]  # Any from the driver


def enum_type(enum: type[StrEnum], length: int = 32) -> sa.Enum:
    """Return the column type of a closed list: its lower stored value, checked by the database."""
    return sa.Enum(
        enum,
        native_enum=False,
        length=length,
        create_constraint=True,
        name=_snake(enum.__name__),
        values_callable=lambda members: [member.value for member in members],
    )


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


IntPk = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]
Instant = Annotated[datetime, mapped_column(UtcDateTime())]
PublicId = Annotated[
    str, mapped_column(sa.String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
]


class Base(DeclarativeBase):
    """The one declarative base; constraints are named so that migrations can speak of them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read once by SQLAlchemy
        dict[str, Any]: sa.JSON(),
        dict[str, str]: sa.JSON(),
        dict[str, list[str]]: sa.JSON(),
        list[str]: sa.JSON(),
    }


def create_engine_for(url: str) -> Engine:
    """Open the database at `url`: SQLite set for safety and queued writers, or PostgreSQL."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=10)
    if parsed.database:
        Path(parsed.database).absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if options.get("inclusion_writes") else "BEGIN DEFERRED"
    )


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """Yield a session that reads one state of the database and never commits."""
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        yield session


@contextmanager
def write_session(engine: Engine) -> Iterator[Session]:
    """Yield a session in a write transaction: committed at the end, rolled back on an error.

    Writers go in by order of arrival, a few at once on PostgreSQL, which serves few better than
    many. On SQLite it is one, and those of all processes queue on a file lock, since its own busy
    handler polls and lets some of them starve.
    """
    writer = engine.execution_options(inclusion_writes=True)
    with (
        _turns(engine).one(),
        _turn_to_write(engine),
        Session(writer, expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session
    for act in session.info.pop(_AFTER, ()):
        act()


def after_commit(session: Session, act: Callable[[], object]) -> None:
    """Do something once a `write_session` is committed; nothing when it is rolled back."""
    session.info.setdefault(_AFTER, []).append(act)


def _turns(engine: Engine) -> Turns:
    with _TURNS_LOCK:
        if engine not in _TURNS:
            _TURNS[engine] = Turns(1 if engine.dialect.name == "sqlite" else WRITERS)
        return _TURNS[engine]


@contextmanager
def _turn_to_write(engine: Engine) -> Iterator[None]:
    """Wait for the other processes: at the door first, then for the pen.

    Whoever stands at the door is the next one to write, so a process cannot take the pen again and
    again while another waits.
    """
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    if not path or path == ":memory:":
        yield
        return
    with _held(f"{path}.pen", door=f"{path}.queue"):
        yield


@contextmanager
def _held(pen: str, *, door: str) -> Iterator[None]:
    waiting = os.open(door, os.O_RDWR | os.O_CREAT, 0o600)
    writing = os.open(pen, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        fcntl.flock(writing, fcntl.LOCK_EX)
        fcntl.flock(waiting, fcntl.LOCK_UN)
        yield
    finally:
        os.close(writing)
        os.close(waiting)
