"""The tables of states: who represents whom, deaths, wishes, merged files, moves."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inclusion.accounts.models import Account
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.people.models import Person
from inclusion.states.rules import GuardianshipKind, KnownHow, MergeState, Wish


class Guardianship(Base):
    """Somebody protected by a judge, and the account that acts for them.

    judgment_on: the date read on the judgment; no copy is kept. ended_at may lie ahead, when the
    judgment says until when.
    """

    __tablename__ = "guardianship"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    representative_account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    kind: Mapped[GuardianshipKind] = mapped_column(enum_type(GuardianshipKind))
    judgment_on: Mapped[date] = mapped_column(sa.Date())
    seen_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    started_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    representative: Mapped[Account] = relationship(
        foreign_keys=[representative_account_id], lazy="raise_on_sql"
    )


class Death(Base):
    """A death as it was recorded; one that was a mistake is undone and stays written."""

    __tablename__ = "death"
    __table_args__ = (
        sa.Index(
            "uq_death_person_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
    )

    id: Mapped[IntPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    died_on: Mapped[date] = mapped_column(sa.Date())
    known_how: Mapped[KnownHow] = mapped_column(enum_type(KnownHow))
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[Instant]
    undone_at: Mapped[Instant | None]


class Directive(Base):
    """What somebody wants done with their data after their death. recorded_by: none if alone."""

    __tablename__ = "directive"

    id: Mapped[IntPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    wish: Mapped[Wish] = mapped_column(enum_type(Wish))
    to_whom: Mapped[str | None] = mapped_column(sa.String(600))
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[Instant]
    withdrawn_at: Mapped[Instant | None]


class FileMerge(Base):
    """Two files that may be one person's. moved: ids of the rows moved, by table."""

    __tablename__ = "file_merge"
    __table_args__ = (sa.CheckConstraint("kept_person_id <> merged_person_id", name="two_files"),)

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    kept_person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    merged_person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    state: Mapped[MergeState] = mapped_column(enum_type(MergeState), default=MergeState.PROPOSED)
    proposed_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    proposed_at: Mapped[Instant]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[Instant | None]
    undone_at: Mapped[Instant | None]
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)

    kept: Mapped[Person] = relationship(foreign_keys=[kept_person_id], lazy="raise_on_sql")
    merged: Mapped[Person] = relationship(foreign_keys=[merged_person_id], lazy="raise_on_sql")


class Move(Base):
    """Somebody moved house: from where to where, and which structure follows them."""

    __tablename__ = "move"

    id: Mapped[IntPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    from_commune: Mapped[str | None] = mapped_column(sa.String(100))
    to_commune: Mapped[str | None] = mapped_column(sa.String(100))
    from_structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"))
    to_structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[Instant]
    received_at: Mapped[Instant | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
