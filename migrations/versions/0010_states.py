"""States: guardianships, deaths, directives, merged files, moves."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = ("tutelle", "curatelle", "habilitation")
WISHES = ("erase", "keep", "hand_to")
KNOWN_HOW = ("certificate", "relative", "service")
STATES = ("proposed", "done", "undone", "refused")
TABLES = ("move", "file_merge", "directive", "death", "guardianship")


def upgrade() -> None:
    """Create the tables; a file that was merged says into which."""
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("merged_into_id", sa.Integer()))
        batch.create_foreign_key(
            op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"]
        )
    _guardianship()
    _death()
    _directive()
    _file_merge()
    _move()


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint(op.f("fk_person_merged_into_id"), type_="foreignkey")
        batch.drop_column("merged_into_id")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _guardianship() -> None:
    op.create_table(
        "guardianship",
        _id(),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("representative_account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("judgment_on", sa.Date(), nullable=False),
        sa.Column("seen_by", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.CheckConstraint(f"kind IN {KINDS!r}", name=op.f("ck_guardianship_guardianship_kind")),
        _foreign("guardianship", "person_id", "person"),
        _foreign("guardianship", "representative_account_id", "account"),
        _foreign("guardianship", "seen_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianship")),
        sa.UniqueConstraint("public_id", name=op.f("uq_guardianship_public_id")),
    )
    _index("guardianship", "person_id", "representative_account_id")


def _death() -> None:
    op.create_table(
        "death",
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("died_on", sa.Date(), nullable=False),
        sa.Column("known_how", sa.String(32), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime()),
        sa.CheckConstraint(f"known_how IN {KNOWN_HOW!r}", name=op.f("ck_death_known_how")),
        _foreign("death", "person_id", "person"),
        _foreign("death", "recorded_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death")),
    )
    still = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_death_person_id",
        "death",
        ["person_id"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )


def _directive() -> None:
    op.create_table(
        "directive",
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(32), nullable=False),
        sa.Column("to_whom", sa.String(600)),
        sa.Column("recorded_by", sa.Integer()),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime()),
        sa.CheckConstraint(f"wish IN {WISHES!r}", name=op.f("ck_directive_wish")),
        _foreign("directive", "person_id", "person"),
        _foreign("directive", "recorded_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directive")),
    )
    _index("directive", "person_id")


def _file_merge() -> None:
    op.create_table(
        "file_merge",
        _id(),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("kept_person_id", sa.Integer(), nullable=False),
        sa.Column("merged_person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("undone_at", UtcDateTime()),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"state IN {STATES!r}", name=op.f("ck_file_merge_merge_state")),
        sa.CheckConstraint(
            "kept_person_id <> merged_person_id", name=op.f("ck_file_merge_two_files")
        ),
        _foreign("file_merge", "kept_person_id", "person"),
        _foreign("file_merge", "merged_person_id", "person"),
        _foreign("file_merge", "proposed_by", "account"),
        _foreign("file_merge", "decided_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_file_merge_public_id")),
    )
    _index("file_merge", "kept_person_id", "merged_person_id")


def _move() -> None:
    op.create_table(
        "move",
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_commune", sa.String(100)),
        sa.Column("to_commune", sa.String(100)),
        sa.Column("from_structure_id", sa.Integer()),
        sa.Column("to_structure_id", sa.Integer()),
        sa.Column("account_id", sa.Integer()),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime()),
        _foreign("move", "person_id", "person"),
        _foreign("move", "from_structure_id", "structure"),
        _foreign("move", "to_structure_id", "structure"),
        _foreign("move", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    _index("move", "person_id", "to_structure_id")
