"""The journal's table: rows are added, and the database refuses to change or remove them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk


class AuditEvent(Base):
    """One act. `detail` holds codes and ids only: no name, no number, no text that one typed."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index("ix_audit_event_person_at", "person_id", "at"),
        sa.Index("ix_audit_event_object", "object_kind", "object_id"),
    )

    id: Mapped[IntPk]
    at: Mapped[Instant]
    actor_account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    actor_role: Mapped[str] = mapped_column(sa.String(20))
    action: Mapped[str] = mapped_column(sa.String(60))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    object_kind: Mapped[str | None] = mapped_column(sa.String(30))
    object_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    def __init__(self, *, at: datetime, **values: Any) -> None:
        """Take the instant by name, so that no entry is made without one."""
        super().__init__(at=at, **values)
