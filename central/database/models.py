"""The tables. Sums are integer fen, months yyyymm, days yyyymmdd, moments epoch seconds; 0 means none.

Numbers that people write down (单位编号, 社保电脑号, 公民身份号码) are text. Kinds and states hold the values of
the contract's enumerations. Secrets that are only compared (codes, tokens) are kept as SHA-256 hex.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

BIG_ID = BigInteger().with_variant(Integer, "sqlite")
"""Only INTEGER aliases SQLite's rowid."""


class CardState(StrEnum):
    """卡状态 as the bureau keeps it; expiry by date is judged besides."""

    NORMAL = "normal"
    LOST = "lost"
    """挂失"""
    EXPIRED = "expired"
    BLOCKED = "blocked"
    """停用"""
    CANCELLED = "cancelled"
    """注销"""


class VisitState(StrEnum):
    """``opened`` → ``granted`` or ``refused``; a challenge is used once whatever comes of it."""

    OPENED = "opened"
    GRANTED = "granted"
    REFUSED = "refused"


class Base(DeclarativeBase):
    """One metadata for models and migrations; names of constraints are fixed so that they can be altered."""

    metadata = MetaData(naming_convention={
        "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s",
    })


class Setting(Base):
    """Named values of the whole bureau: ``data_as_of`` (数据截至, yyyymmdd), ``bureau``, ``regions``."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Machine(Base):
    """A kiosk. Certificates that began before ``certificates_since`` are not taken any more."""

    __tablename__ = "machine"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    suspended: Mapped[bool] = mapped_column(default=False)
    certificates_since: Mapped[int] = mapped_column(BigInteger, default=0)


class EnrolmentCode(Base):
    """One-time code, hashed. ``used_at``, ``csr_hash`` and ``certificate`` (PEM) are written together."""

    __tablename__ = "enrolment_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    machine_id: Mapped[str] = mapped_column(ForeignKey("machine.id"), index=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int] = mapped_column(BigInteger, default=0)
    csr_hash: Mapped[str] = mapped_column(String(64), default="")
    certificate: Mapped[str] = mapped_column(Text, default="")


class Person(Base):
    """参保人. ``number`` as it is stored: 18 or 15 characters, empty, or ``0``. ``birth`` yyyymmdd.

    ``retired`` AAC084 = 1. ``needs_correction``: name and number are known to disagree. ``sample``: invented (样张).
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(18))
    computer_number: Mapped[str] = mapped_column(String(16), unique=True)
    sex: Mapped[str] = mapped_column(String(1))
    birth: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)
    needs_correction: Mapped[bool] = mapped_column(default=False)
    sample: Mapped[bool] = mapped_column(default=False)


class Card(Base):
    """社会保障卡. ``card_id`` 卡识别码 (16 bytes) and ``historical`` (ATR historical bytes) in lower-case hex."""

    __tablename__ = "card"

    card_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    region: Mapped[str] = mapped_column(String(6))
    version: Mapped[str] = mapped_column(String(4))
    algorithm: Mapped[str] = mapped_column(String(8), default="3des")
    historical: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(12), default=CardState.NORMAL)
    expires: Mapped[int] = mapped_column(default=0)


class SampleCard(Base):
    """A card to play with: ``name``, what is special about it, and its profile for the virtual card.

    ``profile``: the JSON object of the sample card file without ``name``, ``note`` and ``irk`` (the key service adds
    it on export; a profile that carries an ``irk`` keeps it: a card with a wrong key). A sample card need not stand
    in ``card``: that is a card unknown to the centre.
    """

    __tablename__ = "sample_card"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    note: Mapped[str] = mapped_column(Text)
    profile: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Employer(Base):
    """单位编号 / 单位名称."""

    __tablename__ = "employer"

    number: Mapped[str] = mapped_column(String(18), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class Participation(Base):
    """参保: one person in one kind of insurance, with 个人缴费状态 (AAC031)."""

    __tablename__ = "participation"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    code_table: Mapped[str] = mapped_column(String(8), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    status: Mapped[str] = mapped_column(String(2))


class Contribution(Base):
    """应缴 and 到账 of one month. ``month`` AAE003, ``booked`` AAE002, ``kind`` AAA115, ``posting`` AAE078.

    Stored in the order in which it is read (a person's months ascending), without a second copy for an index.
    ``employer_no`` is empty where a person pays alone, and may name an employer whose name is not known here.
    """

    __tablename__ = "contribution"
    __table_args__ = ({"sqlite_with_rowid": False},)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    code_table: Mapped[str] = mapped_column(String(8), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    booked: Mapped[int] = mapped_column(primary_key=True)
    employer_no: Mapped[str] = mapped_column(String(18), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    posting: Mapped[str] = mapped_column(String(16))
    base_fen: Mapped[int] = mapped_column(BigInteger)
    employer_fen: Mapped[int] = mapped_column(BigInteger)
    personal_fen: Mapped[int] = mapped_column(BigInteger)
    tier: Mapped[str] = mapped_column(String(4), default="")


class Visit(Base):
    """A card in a reader. ``notice``: version of the privacy notice that stood on the screen."""

    __tablename__ = "visit"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    machine_id: Mapped[str] = mapped_column(ForeignKey("machine.id"), index=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.card_id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(8), default=VisitState.OPENED)
    notice: Mapped[str] = mapped_column(String(32))
    challenge: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[int] = mapped_column(BigInteger)
    challenge_until: Mapped[int] = mapped_column(BigInteger)
    pin_verified: Mapped[bool] = mapped_column(default=False)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    token_until: Mapped[int] = mapped_column(BigInteger, default=0)


class Serial(Base):
    """The last number given by a bureau; raised in the transaction that gives the next one, never lowered."""

    __tablename__ = "serial"

    bureau: Mapped[str] = mapped_column(String(16), primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)


class Slip(Base):
    """A reserved number with its frozen content: also the record of idempotency (machine, op_id, body_hash).

    ``content`` canonical JSON; ``second_key`` the last four of the printed number; ``valid_until`` yyyymmdd.
    """

    __tablename__ = "slip"
    __table_args__ = (UniqueConstraint("machine_id", "op_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    machine_id: Mapped[str] = mapped_column(ForeignKey("machine.id"))
    op_id: Mapped[str] = mapped_column(String(64))
    body_hash: Mapped[str] = mapped_column(String(64))
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    serial: Mapped[str] = mapped_column(String(32), unique=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    second_key: Mapped[str] = mapped_column(String(4))
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    issued_at: Mapped[int] = mapped_column(BigInteger)
    lease_until: Mapped[int] = mapped_column(BigInteger)
    valid_until: Mapped[int]
    settled_at: Mapped[int] = mapped_column(BigInteger, default=0)
    printed_at: Mapped[int] = mapped_column(BigInteger, default=0)
    reason: Mapped[str] = mapped_column(String(64), default="")


class ToldSlip(Base):
    """A slip of which nothing is here but the kiosk's signed word: forgotten by a restored backup, or (``serial``
    empty) not yet seen; then no late reservation under this key becomes valid. ``statement``: the newest, as signed.
    """

    __tablename__ = "told_slip"

    machine_id: Mapped[str] = mapped_column(ForeignKey("machine.id"), primary_key=True)
    op_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    slip_id: Mapped[str] = mapped_column(String(64))
    serial: Mapped[str] = mapped_column(String(64), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[int] = mapped_column(BigInteger)
    told_at: Mapped[int] = mapped_column(BigInteger)
    statement: Mapped[str] = mapped_column(Text)


class Settlement(Base):
    """A person's word about an uncertain slip. ``place``: ``kiosk`` or ``centre``; ``instead``: the number that
    replaces it, once.
    """

    __tablename__ = "settlement"
    __table_args__ = (UniqueConstraint("instead"),)

    machine_id: Mapped[str] = mapped_column(ForeignKey("machine.id"), primary_key=True)
    op_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(8))
    instead: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[int] = mapped_column(BigInteger)


class DayBook(Base):
    """A machine's newest report of a day (yyyymmdd), as it signed it."""

    __tablename__ = "day_book"

    machine_id: Mapped[str] = mapped_column(ForeignKey("machine.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[int] = mapped_column(BigInteger)
    taken_at: Mapped[int] = mapped_column(BigInteger)
    report: Mapped[str] = mapped_column(Text)
class SlipCheck(Base):
    """A slip was checked with the right code and second key: when, and nothing about whom."""

    __tablename__ = "slip_check"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    slip_id: Mapped[str] = mapped_column(ForeignKey("slip.id"), index=True)
    at: Mapped[int] = mapped_column(BigInteger)


class VerifierKey(Base):
    """Who may check many slips at once (an employer, a school), by a key of which only the hash is kept."""

    __tablename__ = "verifier_key"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    revoked_at: Mapped[int] = mapped_column(BigInteger, default=0)


class Access(Base):
    """One row for each read of a citizen's record, and each try at verification; no number and no name.

    ``verifier``: whose key it was, where slips were checked by a batch.
    """

    __tablename__ = "access"
    __table_args__ = (Index("ix_access_visit_id", "visit_id"),)

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    who: Mapped[str] = mapped_column(String(16))
    machine_id: Mapped[str] = mapped_column(String(64), default="")
    visit_id: Mapped[str] = mapped_column(String(32), default="")
    slip_id: Mapped[str] = mapped_column(String(32), default="")
    verifier: Mapped[str] = mapped_column(String(64), default="")
    action: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[str] = mapped_column(String(32))
