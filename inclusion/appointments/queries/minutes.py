"""Instants as whole minutes since the epoch, computed by the database itself.

The slot arithmetic works on integers; making a datetime for each row would cost more than the
search.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class minutes(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """`minutes(column)`: an instant as minutes since 1970-01-01T00:00Z, seconds dropped."""

    type = sa.Integer()
    inherit_cache = True


@compiles(minutes, "sqlite")
def _on_sqlite(element: minutes, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} / 60000000)"


@compiles(minutes, "postgresql")
def _on_postgresql(element: minutes, compiler: Any, **options: Any) -> str:
    inner = compiler.process(element.clauses, **options)
    return f"(CAST(EXTRACT(EPOCH FROM {inner}) AS bigint) / 60)"


def to_minutes(instant: datetime) -> int:
    """Return the minutes since the epoch, seconds dropped."""
    return (instant - EPOCH) // MINUTE


def to_minutes_up(instant: datetime) -> int:
    """Return the minutes since the epoch, a begun minute counted whole."""
    return -((EPOCH - instant) // MINUTE)


def to_instant(count: int) -> datetime:
    """Return the instant of a count of minutes."""
    return EPOCH + count * MINUTE
