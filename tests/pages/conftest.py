"""Fixtures of pages: the page client."""

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
