"""The kiosk's signed words about slips that are not here, what persons settled, and each machine's day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table("told_slip",
        _column("machine_id", sa.String(length=64)),
        _column("op_id", sa.String(length=64)),
        _column("slip_id", sa.String(length=64)),
        _column("serial", sa.String(length=64)),
        _column("content_hash", sa.String(length=64)),
        _column("state", sa.String(length=16)),
        _column("reason", sa.String(length=64)),
        _column("issued_at", sa.BigInteger()),
        _column("told_at", sa.BigInteger()),
        _column("statement", sa.Text()),
        sa.ForeignKeyConstraint(["machine_id"], ["machine.id"], name="fk_told_slip_machine_id_machine"),
        sa.PrimaryKeyConstraint("machine_id", "op_id", name="pk_told_slip"))
    op.create_index("ix_told_slip_serial", "told_slip", ["serial"])
    op.create_table("settlement",
        _column("machine_id", sa.String(length=64)),
        _column("op_id", sa.String(length=64)),
        _column("outcome", sa.String(length=16)),
        _column("by", sa.String(length=64)),
        _column("place", sa.String(length=8)),
        sa.Column("instead", sa.String(length=32), nullable=True),
        _column("at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["machine_id"], ["machine.id"], name="fk_settlement_machine_id_machine"),
        sa.PrimaryKeyConstraint("machine_id", "op_id", name="pk_settlement"),
        sa.UniqueConstraint("instead", name="uq_settlement_instead"))
    op.create_table("day_book",
        _column("machine_id", sa.String(length=64)),
        _column("day", sa.Integer()),
        _column("made_at", sa.BigInteger()),
        _column("taken_at", sa.BigInteger()),
        _column("report", sa.Text()),
        sa.ForeignKeyConstraint(["machine_id"], ["machine.id"], name="fk_day_book_machine_id_machine"),
        sa.PrimaryKeyConstraint("machine_id", "day", name="pk_day_book"))


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
