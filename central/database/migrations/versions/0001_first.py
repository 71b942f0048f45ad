"""The first tables: machines, people and their contributions, visits, slips, reads."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("access",
        _column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        _column("at", sa.BigInteger()),
        _column("who", sa.String(length=16)),
        _column("machine_id", sa.String(length=64)),
        _column("visit_id", sa.String(length=32)),
        _column("slip_id", sa.String(length=32)),
        _column("action", sa.String(length=32)),
        _column("outcome", sa.String(length=32)),
        sa.PrimaryKeyConstraint("id", name="pk_access"))
    op.create_index("ix_access_visit_id", "access", ["visit_id"])
    op.create_table("employer",
        _column("number", sa.String(length=18)),
        _column("name", sa.String(length=100)),
        sa.PrimaryKeyConstraint("number", name="pk_employer"))
    op.create_table("machine",
        _column("id", sa.String(length=64)),
        _column("created_at", sa.BigInteger()),
        _column("suspended", sa.Boolean()),
        _column("certificates_since", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_machine"))
    op.create_table("person",
        _column("id", sa.Integer()),
        _column("name", sa.String(length=64)),
        _column("number", sa.String(length=18)),
        _column("computer_number", sa.String(length=16)),
        _column("sex", sa.String(length=1)),
        _column("birth", sa.Integer()),
        _column("retired", sa.Boolean()),
        _column("needs_correction", sa.Boolean()),
        _column("sample", sa.Boolean()),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("computer_number", name="uq_person_computer_number"))
    op.create_table("serial",
        _column("bureau", sa.String(length=16)),
        _column("last", sa.BigInteger()),
        sa.PrimaryKeyConstraint("bureau", name="pk_serial"))
    op.create_table("setting",
        _column("name", sa.String(length=64)),
        _column("value", sa.Text()),
        sa.PrimaryKeyConstraint("name", name="pk_setting"))
    op.create_table("card",
        _column("card_id", sa.String(length=32)),
        _column("person_id", sa.Integer()),
        _column("region", sa.String(length=6)),
        _column("version", sa.String(length=4)),
        _column("algorithm", sa.String(length=8)),
        _column("historical", sa.String(length=30)),
        _column("state", sa.String(length=12)),
        _column("expires", sa.Integer()),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_card_person_id_person"),
        sa.PrimaryKeyConstraint("card_id", name="pk_card"))
    op.create_index("ix_card_person_id", "card", ["person_id"])
    op.create_table("contribution",
        _column("person_id", sa.Integer()),
        _column("month", sa.Integer()),
        _column("code_table", sa.String(length=8)),
        _column("code", sa.String(length=8)),
        _column("booked", sa.Integer()),
        _column("employer_no", sa.String(length=18)),
        _column("kind", sa.String(length=16)),
        _column("posting", sa.String(length=16)),
        _column("base_fen", sa.BigInteger()),
        _column("employer_fen", sa.BigInteger()),
        _column("personal_fen", sa.BigInteger()),
        _column("tier", sa.String(length=4)),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contribution_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", "month", "code_table", "code", "booked", "employer_no", "kind",
                                name="pk_contribution"),
        sqlite_with_rowid=False)
    op.create_table("enrolment_code",
        _column("code_hash", sa.String(length=64)),
        _column("machine_id", sa.String(length=64)),
        _column("created_at", sa.BigInteger()),
        _column("expires_at", sa.BigInteger()),
        _column("used_at", sa.BigInteger()),
        _column("csr_hash", sa.String(length=64)),
        _column("certificate", sa.Text()),
        sa.ForeignKeyConstraint(["machine_id"], ["machine.id"], name="fk_enrolment_code_machine_id_machine"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_enrolment_code"))
    op.create_index("ix_enrolment_code_machine_id", "enrolment_code", ["machine_id"])
    op.create_table("participation",
        _column("person_id", sa.Integer()),
        _column("code_table", sa.String(length=8)),
        _column("code", sa.String(length=8)),
        _column("status", sa.String(length=2)),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_participation_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", "code_table", "code", name="pk_participation"))
    op.create_table("sample_card",
        _column("name", sa.String(length=40)),
        _column("note", sa.Text()),
        _column("profile", sa.Text()),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sample_card_person_id_person"),
        sa.PrimaryKeyConstraint("name", name="pk_sample_card"))
    op.create_table("visit",
        _column("id", sa.String(length=32)),
        _column("machine_id", sa.String(length=64)),
        _column("card_id", sa.String(length=32)),
        _column("person_id", sa.Integer()),
        _column("state", sa.String(length=8)),
        _column("notice", sa.String(length=32)),
        _column("challenge", sa.String(length=16)),
        _column("opened_at", sa.BigInteger()),
        _column("challenge_until", sa.BigInteger()),
        _column("pin_verified", sa.Boolean()),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        _column("token_until", sa.BigInteger()),
        sa.ForeignKeyConstraint(["card_id"], ["card.card_id"], name="fk_visit_card_id_card"),
        sa.ForeignKeyConstraint(["machine_id"], ["machine.id"], name="fk_visit_machine_id_machine"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_visit_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sa.UniqueConstraint("token_hash", name="uq_visit_token_hash"))
    op.create_index("ix_visit_machine_id", "visit", ["machine_id"])
    op.create_table("slip",
        _column("id", sa.String(length=32)),
        _column("machine_id", sa.String(length=64)),
        _column("op_id", sa.String(length=64)),
        _column("body_hash", sa.String(length=64)),
        _column("visit_id", sa.String(length=32)),
        _column("person_id", sa.Integer()),
        _column("serial", sa.String(length=32)),
        _column("code", sa.String(length=16)),
        _column("second_key", sa.String(length=4)),
        _column("content", sa.Text()),
        _column("content_hash", sa.String(length=64)),
        _column("state", sa.String(length=16)),
        _column("issued_at", sa.BigInteger()),
        _column("lease_until", sa.BigInteger()),
        _column("valid_until", sa.Integer()),
        _column("settled_at", sa.BigInteger()),
        _column("printed_at", sa.BigInteger()),
        _column("reason", sa.String(length=64)),
        sa.ForeignKeyConstraint(["machine_id"], ["machine.id"], name="fk_slip_machine_id_machine"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_slip_person_id_person"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_slip_visit_id_visit"),
        sa.PrimaryKeyConstraint("id", name="pk_slip"),
        sa.UniqueConstraint("code", name="uq_slip_code"),
        sa.UniqueConstraint("machine_id", "op_id", name="uq_slip_machine_id"),
        sa.UniqueConstraint("serial", name="uq_slip_serial"))
    op.create_index("ix_slip_person_id", "slip", ["person_id"])


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
