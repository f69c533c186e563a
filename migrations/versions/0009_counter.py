"""The counter: cards, proofs of identity, recoveries."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

METHODS = ("none", "vouched", "document", "franceconnect")
DOCUMENTS = ("identity_card", "passport", "residence_permit", "asylum", "driving_licence")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "card",
        _id(),
        _ref("account_id", nullable=False),
        sa.Column("serial", sa.String(6), nullable=False),
        sa.Column("activation_hash", sa.String(200), nullable=False),
        sa.Column("activation_until", UtcDateTime(), nullable=False),
        sa.Column("activation_tries", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(200)),
        _ref("issued_by_id", nullable=False),
        _ref("structure_id", nullable=False),
        _ref("place_id"),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("activated_at", UtcDateTime()),
        sa.Column("revoked_at", UtcDateTime()),
        sa.Column("reason", sa.String(32)),
        sa.CheckConstraint(
            "activation_tries BETWEEN 0 AND 5", name=op.f("ck_card_activation_tries")
        ),
        _one_of("card", "reason", "gone", ("reprinted", "remade", "ended")),
        *_links("card", account_id="account", issued_by_id="account"),
        *_links("card", structure_id="structure", place_id="place"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("serial", name=op.f("uq_card_serial")),
    )
    _index("card", "account_id", "structure_id")
    alive = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_card_alive",
        "card",
        ["account_id"],
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )
    op.create_table(
        "proofing",
        _id(),
        _ref("account_id", nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("document_kind", sa.String(32)),
        _ref("agent_id"),
        _ref("structure_id"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 2", name=op.f("ck_proofing_level")),
        _one_of("proofing", "method", "method", METHODS),
        _one_of("proofing", "document_kind", "document_kind", DOCUMENTS),
        *_links("proofing", account_id="account", agent_id="account", structure_id="structure"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofing")),
    )
    _index("proofing", "account_id")
    op.create_table(
        "recovery",
        _id(),
        sa.Column("public_id", sa.String(16), nullable=False),
        _ref("account_id", nullable=False),
        _ref("opened_by_id", nullable=False),
        _ref("structure_id", nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("ground", sa.String(32), nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("document_kind", sa.String(32)),
        sa.Column("ready_at", UtcDateTime(), nullable=False),
        _ref("confirmed_by_id"),
        sa.Column("confirmed_at", UtcDateTime()),
        sa.Column("refused_at", UtcDateTime()),
        _ref("done_by_id"),
        sa.Column("done_at", UtcDateTime()),
        sa.Column("told_at", UtcDateTime()),
        sa.Column("review", sa.String(32)),
        _ref("reviewed_by_id"),
        sa.Column("reviewed_at", UtcDateTime()),
        _one_of("recovery", "ground", "ground", ("second_agent", "known_file", "delay")),
        _one_of("recovery", "method", "method", METHODS),
        _one_of("recovery", "document_kind", "document_kind", DOCUMENTS),
        _one_of("recovery", "review", "review", ("seen", "to_clarify")),
        *_links("recovery", account_id="account", opened_by_id="account"),
        *_links("recovery", structure_id="structure", confirmed_by_id="account"),
        *_links("recovery", done_by_id="account", reviewed_by_id="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recovery_public_id")),
    )
    _index("recovery", "account_id", "opened_by_id", "structure_id")


def downgrade() -> None:
    """Drop the tables."""
    for name in ("recovery", "proofing", "card"):
        op.drop_table(name)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _ref(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _links(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def _one_of(table: str, column: str, name: str, values: Sequence[str]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
