"""What an appointment may need besides a mediator, and where the bus stands."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.appointments.rules.resources import ResourceKind
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type


class Stop(Base):
    """Where an itinerant place, such as the bus, stands on some of its openings."""

    __tablename__ = "stop"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(300))
    postal_code: Mapped[str] = mapped_column(sa.String(5))
    commune: Mapped[str] = mapped_column(sa.String(120))
    latitude: Mapped[float]
    longitude: Mapped[float]

    @property
    def address_line(self) -> str:
        """The address on one line."""
        return f"{self.address}, {self.postal_code} {self.commune}"


class Resource(Base):
    """A room, a computer to lend, an interpreter: one row for each that one appointment takes.

    place_id: where it is; an interpreter has none and serves the whole structure, or everybody
    when `structure_id` is null too. languages: what an interpreter speaks, codes of
    `labels.INTERPRETER_LANGUAGES`. by_telephone: an interpreter who is called.
    """

    __tablename__ = "resource"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"), index=True)
    kind: Mapped[ResourceKind] = mapped_column(enum_type(ResourceKind))
    name: Mapped[str] = mapped_column(sa.String(120))
    languages: Mapped[list[str]] = mapped_column(default=list)
    by_telephone: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[Instant | None]
