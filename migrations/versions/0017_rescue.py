"""Rescue: trusted persons, their requests and codes, two officers of two bodies."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0017"
down_revision = "0020"
branch_labels = None
depends_on = None

DOCUMENTS = ("identity_card", "passport", "residence_permit", "asylum", "driving_licence")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "trust_code",
        *_key("trust_code"),
        _ref("account_id", "account", table="trust_code"),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        _at("expires_at"),
        *_unique("trust_code", "account_id", "code_hash"),
    )
    op.create_table(
        "trusted",
        *_key("trusted"),
        sa.Column("public_id", sa.String(16), nullable=False),
        _ref("safe_id", "safe", table="trusted", ondelete="CASCADE"),
        _ref("holder_id", "safe", table="trusted", ondelete="CASCADE"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("safe_key", sa.String(80), nullable=False),
        sa.Column("holder_key", sa.String(80), nullable=False),
        sa.Column("delay_days", sa.Integer(), nullable=False),
        _at("named_at"),
        _at("told_at", nullable=True),
        *_unique("trusted", "public_id"),
        sa.UniqueConstraint("safe_id", "position", name=op.f("uq_trusted_safe_id_position")),
        sa.UniqueConstraint("safe_id", "holder_id", name=op.f("uq_trusted_holder")),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_trusted_position")),
        sa.CheckConstraint("safe_id <> holder_id", name=op.f("ck_trusted_somebody_else")),
    )
    op.create_index(op.f("ix_trusted_holder_id"), "trusted", ["holder_id"])
    op.create_table(
        "trusted_release",
        *_key("trusted_release"),
        sa.Column("public_id", sa.String(16), nullable=False),
        _ref("trusted_id", "trusted", table="trusted_release", ondelete="CASCADE"),
        _at("asked_at"),
        _at("ready_at"),
        _at("stopped_at", nullable=True),
        _at("used_at", nullable=True),
        *_unique("trusted_release", "public_id"),
    )
    _alive("trusted_release", "trusted_id", "stopped_at IS NULL AND used_at IS NULL")
    op.create_table(
        "trusted_handover",
        *_key("trusted_handover"),
        _ref("release_id", "trusted_release", table="trusted_handover", ondelete="CASCADE"),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        _at("expires_at"),
        *_unique("trusted_handover", "release_id", "fingerprint"),
    )
    op.create_table(
        "officer_wrap",
        *_key("officer_wrap"),
        _ref("safe_id", "safe", table="officer_wrap", ondelete="CASCADE"),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("half_sha256", sa.String(64), nullable=False),
        sa.Column("bodies_sha256", sa.String(64), nullable=False),
        sa.Column("safe_key", sa.String(80), nullable=False),
        _at("asked_at"),
        *_unique("officer_wrap", "safe_id"),
    )
    _create_openings()


def _create_openings() -> None:
    table = "officer_opening"
    op.create_table(
        table,
        *_key(table),
        sa.Column("public_id", sa.String(16), nullable=False),
        _ref("safe_id", "safe", table=table, ondelete="CASCADE"),
        sa.Column("safe_key", sa.String(80), nullable=False),
        sa.Column("document_kind", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(600), nullable=False),
        _ref("first_agent_id", "account", table=table),
        _ref("first_structure_id", "structure", table=table),
        _at("started_at"),
        _at("ready_at"),
        _at("confirmed_at", nullable=True),
        sa.Column("half", sa.LargeBinary()),
        _at("half_at", nullable=True),
        _ref("second_agent_id", "account", table=table, nullable=True),
        _ref("second_structure_id", "structure", table=table, nullable=True),
        _at("done_at", nullable=True),
        _at("stopped_at", nullable=True),
        *_unique(table, "public_id"),
        sa.CheckConstraint(
            f"document_kind IN {DOCUMENTS!r}", name=op.f(f"ck_{table}_document_kind")
        ),
        sa.CheckConstraint(
            "second_agent_id <> first_agent_id", name=op.f(f"ck_{table}_two_agents")
        ),
        sa.CheckConstraint(
            "second_structure_id <> first_structure_id", name=op.f(f"ck_{table}_two_structures")
        ),
    )
    op.create_index(op.f(f"ix_{table}_first_structure_id"), table, ["first_structure_id"])
    _alive(table, "safe_id", "stopped_at IS NULL AND done_at IS NULL")


def downgrade() -> None:
    """Drop them."""
    for table in (
        "officer_opening", "officer_wrap", "trusted_handover", "trusted_release", "trusted",
        "trust_code",
    ):  # fmt: skip
        op.drop_table(table)


def _key(table: str) -> tuple[sa.Column, sa.PrimaryKeyConstraint]:
    column = sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)
    return column, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _ref(
    name: str, target: str, *, table: str, ondelete: str | None = None, nullable: bool = False
) -> sa.Column:
    key = sa.ForeignKey(f"{target}.id", ondelete=ondelete, name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, sa.Integer(), key, nullable=nullable)


def _unique(table: str, *names: str) -> list[sa.UniqueConstraint]:
    return [sa.UniqueConstraint(name, name=op.f(f"uq_{table}_{name}")) for name in names]


def _alive(table: str, column: str, condition: str) -> None:
    op.create_index(
        f"uq_{table}_alive",
        table,
        [column],
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )
