"""The table of structures."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, IntPk, PublicId, enum_type
from inclusion.organisations.rules import Department


class Structure(Base):
    """A body that employs mediators: a town, a social centre, an association."""

    __tablename__ = "structure"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    department: Mapped[Department] = mapped_column(enum_type(Department))
