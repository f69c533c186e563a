"""Fixtures of the application on the demonstration; a level's conftest imports them by name."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from inclusion import migrate
from inclusion.app import create_app
from inclusion.db import create_engine_for
from inclusion.demo import load as demo_load
from inclusion.settings import Settings
from inclusion.storage import open_store
from tests.support.client import PageClient
from tests.support.clock import START, FrozenClock
from tests.support.settings import settings_in

__all__ = [
    "app", "as_administrator", "as_citizen", "as_coordinator", "as_mediator", "client",
    "demonstration", "shared_app",
]  # fmt: skip


@dataclass(frozen=True)
class Demonstration:
    """A loaded demonstration to copy: its folder and the instant it was loaded at."""

    folder: Path
    at: object = START

    def copy_to(self, folder: Path) -> Settings:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return settings_in(folder)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Demonstration:
    """Load the demonstration once, on 3 March 2026, for every test to copy."""
    folder = tmp_path_factory.mktemp("demonstration")
    settings = settings_in(folder)
    engine = create_engine_for(settings.database_url)
    migrate.upgrade(engine)
    demo_load.load(
        engine,
        settings=settings,
        store=open_store(settings.storage_url, settings.s3),
        clock=FrozenClock(),
    )
    with engine.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return Demonstration(folder)


@pytest.fixture
def app(demonstration, tmp_path, clock) -> Iterator[Flask]:
    """Give the application on its own copy of the demonstration."""
    yield from make_app(demonstration.copy_to(tmp_path / "demo"), clock)


@pytest.fixture(scope="module")
def shared_app(demonstration, tmp_path_factory) -> Iterator[Flask]:
    """Give an application for tests that only read, one per module."""
    folder = tmp_path_factory.mktemp("shared")
    yield from make_app(demonstration.copy_to(folder), FrozenClock())


def make_app(settings: Settings, clock) -> Iterator[Flask]:
    made = create_app(settings, clock=clock)
    made.test_client_class = PageClient
    made.testing = True
    yield made
    made.extensions["inclusion"].engine.dispose()


@pytest.fixture
def client(app) -> PageClient:
    """Give a client that judges every page it fetches."""
    return app.test_client()


@pytest.fixture
def as_citizen(app) -> PageClient:
    return signed_in(app, "citizen")


@pytest.fixture
def as_mediator(app) -> PageClient:
    return signed_in(app, "mediator")


@pytest.fixture
def as_coordinator(app) -> PageClient:
    return signed_in(app, "coordinator")


@pytest.fixture
def as_administrator(app) -> PageClient:
    return signed_in(app, "administrator")


def signed_in(app: Flask, role: str) -> PageClient:
    made = app.test_client()
    made.sign_in(role)
    return made
