"""The table of messages: the outbox."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.messages.rules import Channel, State
from inclusion.people.models import Person


class Message(Base):
    """One message, written in the transaction that causes it.

    public_id is the idempotency key that the gateway receives: it never changes. key: what caused
    it, so that one cause makes one message. sealed: the address and the values of the text,
    dropped as soon as nothing is left to send. shown: what left, in development only.
    claimed_by: the worker that is sending it. structure_id: whose agents see it, all when none.
    """

    __tablename__ = "message"
    __table_args__ = (sa.Index("ix_message_state_due", "state", "due_at"),)

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    channel: Mapped[Channel] = mapped_column(enum_type(Channel))
    state: Mapped[State] = mapped_column(enum_type(State), default=State.WAITING)
    text_code: Mapped[str] = mapped_column(sa.String(40))
    text_version: Mapped[int]
    language: Mapped[str] = mapped_column(sa.String(8))
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary())
    shown: Mapped[str | None] = mapped_column(sa.Text())
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"))
    created_at: Mapped[Instant]
    due_at: Mapped[Instant]
    expires_at: Mapped[Instant | None]
    claimed_at: Mapped[Instant | None]
    claimed_by: Mapped[str | None] = mapped_column(sa.String(16))
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[Instant | None]
    last_error: Mapped[str | None] = mapped_column(sa.String(40))

    person: Mapped[Person | None] = relationship()
