"""Bring a database to the newest tables, or back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine

from inclusion.settings import ROOT


def config(root: Path = ROOT) -> Config:
    """Return Alembic's configuration; the connection is handed in by each call."""
    alembic = Config()
    alembic.set_main_option("script_location", str(root / "migrations"))
    return alembic


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply what is missing, in one transaction."""
    with _changing_tables(engine) as connection:
        command.upgrade(_with(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Undo down to `revision`; used by tests."""
    with _changing_tables(engine) as connection:
        command.downgrade(_with(connection), revision)


@contextmanager
def _changing_tables(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction.

    SQLite changes a table by making it anew, so its foreign keys rest meanwhile and are checked
    before the commit.
    """
    writer = engine.execution_options(inclusion_writes=True)
    is_sqlite = engine.dialect.name == "sqlite"
    with writer.connect() as connection:
        if is_sqlite:
            _set_foreign_keys(connection, on=False)
        with connection.begin():
            yield connection
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("a migration broke a foreign key")
        if is_sqlite:
            _set_foreign_keys(connection, on=True)


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    # Outside of any transaction, or SQLite ignores it; so not through SQLAlchemy, which begins one.
    raw = connection.connection.cursor()
    raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
    raw.close()


def _with(connection: Connection) -> Config:
    alembic = config()
    alembic.attributes["connection"] = connection
    return alembic
