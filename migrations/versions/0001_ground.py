"""The ground: visits, attempts, journal, people, structures, accounts."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = ("citizen", "mediator", "coordinator", "administrator")
SQLITE_APPEND_ONLY = """
CREATE TRIGGER audit_event_no_{verb} BEFORE {verb} ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event_is_append_only'); END
"""
POSTGRESQL_APPEND_ONLY = """
CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_event_is_append_only'; END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
FOR EACH ROW EXECUTE FUNCTION audit_event_is_append_only()
"""


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "structure",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("department", sa.String(32), nullable=False),
        sa.CheckConstraint("department IN ('78', '92')", name=op.f("ck_structure_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure")),
        sa.UniqueConstraint("name", name=op.f("uq_structure_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_structure_public_id")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(600), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("birth_on", sa.String(10)),
        sa.Column("phone", sa.String(20)),
        sa.Column("email", sa.String(254)),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_public_id")),
    )
    op.create_index(op.f("ix_person_phone"), "person", ["phone"])
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("identifier", sa.String(9), nullable=False),
        sa.Column("name", sa.String(600), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("structure_id", sa.Integer()),
        sa.Column("person_id", sa.Integer()),
        sa.Column("passphrase_hash", sa.String(200), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_sign_in_at", UtcDateTime()),
        sa.Column("closed_at", UtcDateTime()),
        sa.CheckConstraint(f"role IN {ROLES!r}", name=op.f("ck_account_role")),
        sa.CheckConstraint(
            "(role = 'citizen') = (person_id IS NOT NULL)",
            name=op.f("ck_account_citizen_is_a_person"),
        ),
        sa.CheckConstraint(
            "(role = 'citizen') = (structure_id IS NULL)",
            name=op.f("ck_account_agent_has_a_structure"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structure.id"], name=op.f("fk_account_structure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("identifier", name=op.f("uq_account_identifier")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_public_id")),
    )
    op.create_index(op.f("ix_account_structure_id"), "account", ["structure_id"])
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_session_account_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_account_id"), "web_session", ["account_id"])
    op.create_index(op.f("ix_web_session_expires_at"), "web_session", ["expires_at"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_kind_key_at", "attempt", ["kind", "key_hash", "at"])
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_account_id", sa.Integer()),
        sa.Column("actor_role", sa.String(20), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("object_kind", sa.String(30)),
        sa.Column("object_id", sa.Integer()),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_account_id"], ["account.id"], name=op.f("fk_audit_event_actor_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_audit_event_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_object", "audit_event", ["object_kind", "object_id"])
    op.create_index("ix_audit_event_person_at", "audit_event", ["person_id", "at"])
    _forbid_changes_of_the_journal()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("audit_event", "attempt", "web_session", "account", "person", "structure"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_event_is_append_only")


def _forbid_changes_of_the_journal() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_APPEND_ONLY)
        return
    for verb in ("update", "delete"):
        op.execute(SQLITE_APPEND_ONLY.format(verb=verb))
