"""Fixtures of pages: the page client and the validator."""

from collections.abc import Iterator

import pytest

from tests.support.application import (  # noqa: F401 - fixtures are found by name
    app,
    as_administrator,
    as_citizen,
    as_coordinator,
    as_mediator,
    client,
    demonstration,
    shared_app,
)
from tests.support.nu import Nu
from tests.support.s3 import moto  # noqa: F401 - a fixture is found by name


@pytest.fixture(scope="session")
def nu() -> Iterator[Nu]:
    """Give the Nu validator, started once."""
    server = Nu()
    yield server
    server.stop()
