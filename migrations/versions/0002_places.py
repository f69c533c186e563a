"""Places."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LISTS_BEFORE_HOURS = ("emails", "websites")
LISTS_OF_WORDS = (
    "services",
    "audiences",
    "special_care",
    "fees",
    "programmes",
    "trainings",
    "other_trainings",
    "access_modes",
    "support_modes",
)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source_id", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("structure_id", sa.Integer()),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("siret", sa.String(14)),
        sa.Column("address", sa.String(300)),
        sa.Column("address_extra", sa.String(300)),
        sa.Column("postal_code", sa.String(5), nullable=False),
        sa.Column("commune", sa.String(120), nullable=False),
        sa.Column("insee", sa.String(5)),
        sa.Column("latitude", sa.Double()),
        sa.Column("longitude", sa.Double()),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(20)),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in LISTS_BEFORE_HOURS),
        sa.Column("hours", sa.String(1_000)),
        sa.Column("summary", sa.String(280)),
        sa.Column("details", sa.Text()),
        sa.Column("source", sa.String(300)),
        sa.Column("roaming", sa.JSON(), nullable=False),
        sa.Column("parent", sa.String(300)),
        sa.Column("updated_on", sa.Date()),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in LISTS_OF_WORDS),
        sa.Column("accessibility_url", sa.String(500)),
        sa.Column("booking_url", sa.String(500)),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("takes_appointments", sa.Boolean(), nullable=False),
        sa.Column("corrected", sa.JSON(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "latitude IS NULL OR latitude BETWEEN -90 AND 90", name=op.f("ck_place_latitude")
        ),
        sa.CheckConstraint(
            "longitude IS NULL OR longitude BETWEEN -180 AND 180", name=op.f("ck_place_longitude")
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structure.id"], name=op.f("fk_place_structure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("slug", name=op.f("uq_place_slug")),
        sa.UniqueConstraint("source_id", name=op.f("uq_place_source_id")),
    )
    op.create_index(op.f("ix_place_insee"), "place", ["insee"])
    op.create_index(op.f("ix_place_structure_id"), "place", ["structure_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("place")
