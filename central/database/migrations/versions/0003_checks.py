"""When a slip was checked, and by whose key many were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table("slip_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slip_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name="fk_slip_check_slip_id_slip"),
        sa.PrimaryKeyConstraint("id", name="pk_slip_check"))
    op.create_index("ix_slip_check_slip_id", "slip_check", ["slip_id"])
    op.create_table("verifier_key",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_verifier_key"),
        sa.UniqueConstraint("key_hash", name="uq_verifier_key_key_hash"))
    op.add_column("access", sa.Column("verifier", sa.String(length=64), nullable=False, server_default=""))
