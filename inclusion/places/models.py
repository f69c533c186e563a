"""The table of places, with the columns of the national standard."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk
from inclusion.places.rules.distance import Point


class Place(Base):
    """Where people are received. What a source leaves unknown stays NULL or empty.

    source_id: the `id` of the national standard. corrected: the fields that an agent set by hand,
    which a later import leaves alone. Several values are lists of the standard's own words.
    """

    __tablename__ = "place"
    __table_args__ = (
        sa.CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name="latitude"),
        sa.CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name="longitude"),
    )

    id: Mapped[IntPk]
    source_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)
    structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(300))
    siret: Mapped[str | None] = mapped_column(sa.String(14))
    address: Mapped[str | None] = mapped_column(sa.String(300))
    address_extra: Mapped[str | None] = mapped_column(sa.String(300))
    postal_code: Mapped[str] = mapped_column(sa.String(5))
    commune: Mapped[str] = mapped_column(sa.String(120))
    insee: Mapped[str | None] = mapped_column(sa.String(5), index=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    kinds: Mapped[list[str]] = mapped_column(default=list)
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    emails: Mapped[list[str]] = mapped_column(default=list)
    websites: Mapped[list[str]] = mapped_column(default=list)
    hours: Mapped[str | None] = mapped_column(sa.String(1_000))
    summary: Mapped[str | None] = mapped_column(sa.String(280))
    details: Mapped[str | None] = mapped_column(sa.Text())
    source: Mapped[str | None] = mapped_column(sa.String(300))
    roaming: Mapped[list[str]] = mapped_column(default=list)
    parent: Mapped[str | None] = mapped_column(sa.String(300))
    updated_on: Mapped[date | None] = mapped_column(sa.Date())
    services: Mapped[list[str]] = mapped_column(default=list)
    audiences: Mapped[list[str]] = mapped_column(default=list)
    special_care: Mapped[list[str]] = mapped_column(default=list)
    fees: Mapped[list[str]] = mapped_column(default=list)
    programmes: Mapped[list[str]] = mapped_column(default=list)
    trainings: Mapped[list[str]] = mapped_column(default=list)
    other_trainings: Mapped[list[str]] = mapped_column(default=list)
    access_modes: Mapped[list[str]] = mapped_column(default=list)
    support_modes: Mapped[list[str]] = mapped_column(default=list)
    accessibility_url: Mapped[str | None] = mapped_column(sa.String(500))
    booking_url: Mapped[str | None] = mapped_column(sa.String(500))
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    takes_appointments: Mapped[bool] = mapped_column(default=False)
    corrected: Mapped[list[str]] = mapped_column(default=list)
    imported_at: Mapped[Instant]

    @property
    def address_line(self) -> str:
        """The address on one line, as far as it is known."""
        town = f"{self.postal_code} {self.commune}"
        return f"{self.address}, {town}" if self.address else town

    @property
    def point(self) -> Point | None:
        """Where it stands, if known."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)

    @property
    def department(self) -> str:
        """The département, from the INSEE code or the postal code."""
        return (self.insee or self.postal_code)[:2]
