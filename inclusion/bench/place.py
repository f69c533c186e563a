"""A database, a store and a safe for the time of a measure."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Engine

from inclusion import migrate
from inclusion.accounts import service as accounts
from inclusion.clock import utc_now
from inclusion.db import create_engine_for, write_session
from inclusion.safe.custody import Custody
from inclusion.safe.queries import Opened
from inclusion.safe.service import keys
from inclusion.settings import Argon2Cost, Settings
from inclusion.storage import Store, open_store

PHRASE = "cerise velours tambour lundi"


def settings_in(folder: Path, settings: Settings) -> Settings:
    """Return settings that keep everything in a folder; guesses cost nothing, to weigh the rest."""
    return Settings(
        environment="development",
        public_url="http://127.0.0.1:8000",
        database_url=f"sqlite:///{folder / 'bench.db'}",
        storage_url=f"file:{folder / 'storage'}",
        secret_file=folder / "secrets.json",
        var_dir=folder,
        secrets=settings.secrets,
        argon2=Argon2Cost(memory_kib=8, time_cost=1),
        safe_most_documents=100_000,
        safe_quota_bytes=2**40,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where papers are put in: an open safe, its database and its store."""

    engine: Engine
    store: Store
    custody: Custody
    account_id: int
    opened: Opened


def made_in(folder: Path, settings: Settings) -> Place:
    """Make a database with one account and its open safe."""
    own = settings_in(folder, settings)
    engine, store = create_engine_for(own.database_url), open_store(own.storage_url)
    migrate.upgrade(engine)
    with write_session(engine) as session:
        account = accounts.register(
            session, name="Mesure", passphrase=PHRASE, cost=own.argon2, at=utc_now()
        )
        safe = keys.create(
            session,
            account_id=account.id,
            passphrase=PHRASE,
            settings=own,
            store=store,
            at=utc_now(),
        )
    return Place(engine, store, Custody.of(own, store), account.id, safe.opened(utc_now()))
