"""The tables of deposits: who may make them, which were made. No name of a paper, no hash."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk


class SafeDepositor(Base):
    """Somebody whom the owner of a safe lets put papers in it, until they stop it.

    One of structure_id, agent_id, client_id says who. stopped_at: none while it is allowed.
    """

    __tablename__ = "safe_depositor"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN structure_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN agent_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN client_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_depositor",
        ),
        sa.UniqueConstraint("safe_id", "structure_id"),
        sa.UniqueConstraint("safe_id", "agent_id"),
        sa.UniqueConstraint("safe_id", "client_id"),
    )

    id: Mapped[IntPk]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id", ondelete="CASCADE"))
    structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"))
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("provider_client.id"))
    allowed_at: Mapped[Instant]
    stopped_at: Mapped[Instant | None]


class SafeDeposit(Base):
    """A deposit that an agent or a service made, so that sending it twice makes one paper.

    document: the reference of the paper, which its owner may erase since. key_hash: of the key
    that the depositor gave. sealed_answer: what was answered, under that key, which we do not
    keep. agreed_at: when the person agreed before the agent, for this deposit alone.
    """

    __tablename__ = "safe_deposit"
    __table_args__ = (
        sa.CheckConstraint("(client_id IS NULL) <> (agent_id IS NULL)", name="one_giver"),
        sa.UniqueConstraint("client_id", "key_hash"),
        sa.UniqueConstraint("agent_id", "key_hash"),
    )

    id: Mapped[IntPk]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id", ondelete="CASCADE"), index=True)
    document: Mapped[str] = mapped_column(sa.String(16), unique=True)
    client_id: Mapped[int | None] = mapped_column(sa.ForeignKey("provider_client.id"))
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"))
    key_hash: Mapped[str] = mapped_column(sa.String(64))
    sealed_answer: Mapped[bytes] = mapped_column(sa.LargeBinary())
    agreed_at: Mapped[Instant | None]
    deposited_at: Mapped[Instant]
