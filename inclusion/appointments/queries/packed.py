"""Fetch many intervals as arrays: one integer a row, and one value for all of them.

Making a Python object of each cell would cost more than the search. A row is an owner, a start and
a length in one 64-bit integer: 26 bits of owner, 26 of minutes since 1970, 11 of minutes long. Each
column of such rows then comes as one value: bytes from PostgreSQL, and from SQLite, which has no
such function, the text of the numbers. Statements are built once, since that costs as much as
running them on one place.
"""

from collections.abc import Mapping
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


def whole(statement: Statement, dialect: str) -> Statement:
    """Return a statement that gives each integer column of another as one value."""
    inner = statement.subquery()
    if dialect != "postgresql":
        return sa.select(*(sa.func.group_concat(column) for column in inner.c))
    each = (sa.func.int8send(sa.cast(column, sa.BigInteger)) for column in inner.c)
    return sa.select(*(sa.func.string_agg(column, sa.text("''::bytea")) for column in each))


def among(name: str) -> sa.BindParameter[Any]:
    """Return the parameter of an IN list."""
    return sa.bindparam(name, expanding=True)


def fetch(session: Session, statement: Statement, values: Mapping[str, Any]) -> list[Minutes]:
    """Return the columns of a statement made by `whole`, an array each."""
    row = session.connection().execute(statement, values).one()
    return [_of_text(one) if isinstance(one, str) else _of_bytes(one) for one in row]


def _of_bytes(value: bytes | None) -> Minutes:
    return np.frombuffer(value or b"", dtype=">i8").astype(np.int64)


def _of_text(value: str) -> Minutes:
    return np.fromstring(value, dtype=np.int64, sep=",")
