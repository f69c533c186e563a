"""Settings of tests: everything in one folder, guesses that cost nothing."""

from pathlib import Path

from inclusion.secret_file import Secrets
from inclusion.settings import Argon2Cost, Settings

CHEAP = Argon2Cost(memory_kib=8, time_cost=1)


def settings_in(folder: Path, database_url: str | None = None) -> Settings:
    """Return settings that keep everything under `folder`, with guesses that cost nothing."""
    return Settings(
        environment="development",
        public_url="http://localhost:8000",
        database_url=database_url or f"sqlite:///{folder / 'inclusion.db'}",
        storage_url=f"file:{folder / 'storage'}",
        secret_file=folder / "secrets.json",
        var_dir=folder,
        secrets=Secrets(b"s" * 32, b"p" * 32, b"l" * 32, b"k" * 32),
        argon2=CHEAP,
    )
