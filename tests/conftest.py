"""Fixtures of every test: databases, clock, settings, application, page client."""

import os
import socket
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion.db import create_engine_for
from inclusion.messages import sealing
from inclusion.secret_file import Secrets
from inclusion.settings import Settings
from tests.support.clock import FrozenClock
from tests.support.databases import DIALECTS, Databases
from tests.support.settings import settings_in

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test reaches for the network: {address}")
        return connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]  # put back below
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def outbox_secrets(tmp_path_factory) -> Secrets:
    return settings_in(tmp_path_factory.mktemp("outbox")).secrets


@pytest.fixture(autouse=True)
def outbox_key(outbox_secrets) -> None:
    """Seal messages under the secrets of tests, as a process does when it starts.

    Before each test: a command run in this process says its own secrets, which would stay.
    """
    sealing.use(outbox_secrets)


@pytest.fixture(scope="session")
def databases(tmp_path_factory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.stop()


@pytest.fixture(params=DIALECTS)
def dialect(request) -> str:
    """Run the test once on each database engine."""
    return request.param


@pytest.fixture
def engine(databases, dialect) -> Iterator[Engine]:
    """Give a migrated, empty database of the test's own: commits are welcome."""
    made = create_engine_for(databases.fresh_url(dialect))
    yield made
    databases.drop(made)


@pytest.fixture
def fresh_engine(engine) -> Engine:
    """Give the same as `engine`, under the name that races use."""
    return engine


@pytest.fixture
def session(databases, dialect) -> Iterator[Session]:
    """Give a session whose every write, commits included, is undone after the test."""
    writer = databases.shared(dialect).execution_options(inclusion_writes=True)
    with writer.connect() as connection:
        outer = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as made:
            yield made
        outer.rollback()


@pytest.fixture
def clock() -> FrozenClock:
    """Give a clock at 10 h 00 in Paris on Tuesday 3 March 2026."""
    return FrozenClock()


@pytest.fixture
def settings(tmp_path) -> Settings:
    return settings_in(tmp_path)


def pytest_addoption(parser) -> None:
    parser.addoption("--rounds", type=int, default=1, help="how often each race is run")


def pytest_configure(config) -> None:
    # Nothing around the caller reaches a test: INCLUSION_… would change what is judged.
    for name in [name for name in os.environ if name.startswith("INCLUSION_")]:
        del os.environ[name]


def pytest_generate_tests(metafunc) -> None:
    """Run each race again and again when asked: it is lost on one night in a hundred."""
    rounds = metafunc.config.getoption("--rounds")
    if rounds > 1 and is_race(metafunc.module.__name__):
        metafunc.fixturenames.append("race_round")
        metafunc.parametrize("race_round", range(rounds), indirect=True)


def pytest_itemcollected(item) -> None:
    """Mark the files of races, so that `make test-long` finds them."""
    if is_race(item.nodeid.partition("::")[0]):
        item.add_marker(pytest.mark.race)


def is_race(name: str) -> bool:
    return "_race" in name


@pytest.fixture
def race_round(request) -> int:
    return request.param
