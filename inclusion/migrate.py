"""Bring a database to the newest tables, or back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine

from inclusion.settings import ROOT


def config(root: Path = ROOT) -> Config:
    """Return Alembic's configuration; the connection is handed in by each call."""
    alembic = Config()
    alembic.set_main_option("script_location", str(root / "migrations"))
    return alembic


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply what is missing, in one transaction."""
    alembic = config()
    with engine.execution_options(inclusion_writes=True).begin() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Undo down to `revision`; used by tests."""
    alembic = config()
    with engine.execution_options(inclusion_writes=True).begin() as connection:
        alembic.attributes["connection"] = connection
        command.downgrade(alembic, revision)
