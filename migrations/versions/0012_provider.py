"""The identity provider: services, keys, consents, codes, tokens, logout notices."""

import sqlalchemy as sa
from alembic import op

from inclusion.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "provider_client",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("redirect_uris", sa.JSON(), nullable=False),
        sa.Column("post_logout_uris", sa.JSON(), nullable=False),
        sa.Column("backchannel_uri", sa.String(1000)),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("min_acr", sa.String(60)),
        sa.Column("sector", sa.String(253), nullable=False),
        sa.Column("algorithm", sa.String(10), nullable=False),
        sa.Column("passes_franceconnect", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "provider_key",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("kid", sa.String(43), nullable=False, unique=True),
        sa.Column("algorithm", sa.String(10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime()),
    )
    _consents_and_codes()
    op.create_table(
        "provider_token",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("code_id", sa.Integer(), nullable=False, index=True),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("access_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("access_expires_at", UtcDateTime(), nullable=False),
        sa.Column("refresh_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("refreshed_at", UtcDateTime()),
        sa.Column("revoked_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["code_id"], ["provider_code.id"], ondelete="CASCADE"),
    )
    op.create_table(
        "provider_logout",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False, unique=True),
        sa.Column(
            "client_id",
            sa.Integer(),
            sa.ForeignKey("provider_client.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("sid", sa.String(64)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), index=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("delivered_at", UtcDateTime()),
        sa.Column("trouble", sa.String(40)),
    )


def _consents_and_codes() -> None:
    op.create_table(
        "provider_consent",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("public_id", sa.String(16), nullable=False, unique=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column(
            "client_id",
            sa.Integer(),
            sa.ForeignKey("provider_client.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime()),
        sa.UniqueConstraint("account_id", "client_id"),
    )
    op.create_table(
        "provider_code",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
        sa.Column(
            "consent_id",
            sa.Integer(),
            sa.ForeignKey("provider_consent.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("redirect_uri", sa.String(1000), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("nonce", sa.String(500)),
        sa.Column("code_challenge", sa.String(43), nullable=False),
        sa.Column("acr", sa.String(60), nullable=False),
        sa.Column("amr", sa.JSON(), nullable=False),
        sa.Column("proved_at", UtcDateTime(), nullable=False),
        sa.Column("visit_id", sa.String(16), nullable=False, index=True),
        sa.Column("created_at", UtcDateTime(), nullable=False, index=True),
        sa.Column("used_at", UtcDateTime()),
        sa.Column("ended_at", UtcDateTime()),
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in ("logout", "token", "code", "consent", "key", "client"):
        op.drop_table(f"provider_{name}")
