"""Lending papers: keys of agents and structures, loans, what a visit has open."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0015"
down_revision = "0016"
branch_labels = None
depends_on = None

BORROWERS = ("agent", "structure", "link")
PURPOSES = ("desk", "link")
ENDED = ("owner", "given_back", "tries", "key", "account")
ONE_BORROWER = (
    "(borrower = 'agent') = (account_id IS NOT NULL) AND "
    "(borrower = 'structure') = (structure_id IS NOT NULL) AND "
    "(borrower = 'link') = (token_hash IS NOT NULL)"
)
TABLES = ("lending_unlock", "loan", "structure_key_wrap", "structure_key", "desk_key")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "desk_key",
        _id(),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(80), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("stretch", sa.JSON(), nullable=False),
        sa.Column("code_hash", sa.String(64)),
        sa.Column("code_until", UtcDateTime()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key("desk_key"),
        _refers("desk_key", "account_id", "account.id"),
        sa.UniqueConstraint("account_id", name=op.f("uq_desk_key_account_id")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_desk_key_code_hash")),
    )
    op.create_table(
        "structure_key",
        _id(),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key("structure_key"),
        _refers("structure_key", "structure_id", "structure.id"),
        sa.UniqueConstraint("structure_id", name=op.f("uq_structure_key_structure_id")),
    )
    op.create_table(
        "structure_key_wrap",
        _id(),
        sa.Column("structure_key_id", sa.Integer(), nullable=False),
        sa.Column("desk_key_id", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key("structure_key_wrap"),
        _refers("structure_key_wrap", "structure_key_id", "structure_key.id", cascade="CASCADE"),
        _refers("structure_key_wrap", "desk_key_id", "desk_key.id", cascade="CASCADE"),
        sa.UniqueConstraint(
            "structure_key_id",
            "desk_key_id",
            name=op.f("uq_structure_key_wrap_structure_key_id_desk_key_id"),
        ),
    )
    _loans()
    op.create_table(
        "lending_unlock",
        _id(),
        sa.Column("visit_ref", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("sealed_identity", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("idle_until", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        _key("lending_unlock"),
        _refers("lending_unlock", "visit_ref", "web_session.token_hash", cascade="CASCADE"),
        sa.CheckConstraint(f"purpose IN {PURPOSES!r}", name=op.f("ck_lending_unlock_purpose")),
        sa.UniqueConstraint(
            "visit_ref", "purpose", name=op.f("uq_lending_unlock_visit_ref_purpose")
        ),
    )
    op.create_index(op.f("ix_lending_unlock_until"), "lending_unlock", ["until"])


def downgrade() -> None:
    """Drop the tables."""
    for table in TABLES:
        op.drop_table(table)


def _loans() -> None:
    op.create_table(
        "loan",
        _id(),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("borrower", sa.String(32), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("structure_id", sa.Integer()),
        sa.Column("token_hash", sa.String(64)),
        sa.Column("stretch", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary()),
        sa.Column("lent_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("ended", sa.String(32)),
        sa.Column("opened_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime()),
        _key("loan"),
        _refers("loan", "document_id", "safe_document.id", cascade="CASCADE"),
        _refers("loan", "account_id", "account.id"),
        _refers("loan", "structure_id", "structure.id"),
        sa.CheckConstraint(f"borrower IN {BORROWERS!r}", name=op.f("ck_loan_borrower")),
        sa.CheckConstraint(f"ended IN {ENDED!r}", name=op.f("ck_loan_ended")),
        sa.CheckConstraint(ONE_BORROWER, name=op.f("ck_loan_one_borrower")),
        sa.UniqueConstraint("public_id", name=op.f("uq_loan_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_loan_token_hash")),
    )
    op.create_index(op.f("ix_loan_document_id"), "loan", ["document_id"])
    for column in ("account_id", "structure_id"):
        op.create_index(
            f"uq_loan_live_{column}",
            "loan",
            ["document_id", column],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _refers(
    table: str, column: str, target: str, *, cascade: str | None = None
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=cascade
    )
