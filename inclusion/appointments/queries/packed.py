"""Fetch many intervals as arrays: one integer a row, or one value for all of them.

Making a Python object of each cell would cost more than the search. A row is an owner, a start and
a length in one 64-bit integer: 26 bits of owner, 26 of minutes since 1970, 11 of minutes long.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.queries.minutes import minutes
from inclusion.appointments.rules.slots import Minutes

_LENGTH, _START = 11, 26
Statement: TypeAlias = sa.Select[*tuple[Any, ...]]
LONGEST_MINUTES = (1 << _LENGTH) - 1


def packed(owner: Any, starts: Any, ends: Any) -> sa.ColumnElement[int]:
    """Return the integer of an interval, computed by the database."""
    begin = minutes(starts)
    head = sa.cast(owner, sa.BigInteger) * (1 << (_LENGTH + _START))
    return head + begin * (1 << _LENGTH) + (minutes(ends) - begin)


def unpacked(column: Minutes) -> tuple[Minutes, Minutes, Minutes]:
    """Return owners, starts and ends."""
    starts = (column >> _LENGTH) & ((1 << _START) - 1)
    return column >> (_LENGTH + _START), starts, starts + (column & LONGEST_MINUTES)


def fetch(session: Session, statement: Statement, columns: int) -> list[Minutes]:
    """Return the integer columns of a statement, an array each.

    PostgreSQL sends each column as one value; SQLite, in the same process, sends rows.
    """
    if session.get_bind().dialect.name == "postgresql":
        return _one_value_each(session, statement, columns)
    result: Any = session.connection().execute(statement)
    rows = result.cursor  # the driver's own: no Row is made of each
    flat = np.fromiter(
        (cell for row in rows for cell in row) if columns > 1 else (row[0] for row in rows),
        dtype=np.int64,
    )
    return [flat[index::columns] for index in range(columns)]


def _one_value_each(session: Session, statement: Statement, columns: int) -> list[Minutes]:
    inner = statement.subquery()
    joined = sa.select(
        *(
            sa.func.string_agg(
                sa.func.int8send(sa.cast(column, sa.BigInteger)), sa.text("''::bytea")
            )
            for column in inner.c
        )
    )
    values: Sequence[bytes | None] = session.execute(joined).one()
    return [np.frombuffer(value or b"", dtype=">i8").astype(np.int64) for value in values[:columns]]
