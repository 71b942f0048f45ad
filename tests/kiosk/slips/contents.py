"""Contents as the centre composes them, all invented: one for each shape a slip can take."""

from __future__ import annotations

from msgspec.structs import replace

from contract import insurance
from contract.insurance import Insurance
from contract.slip import Employer, Holder, Mark, ProofBase, ProofOfInsurance, ProofRow, Total, if_chosen
from contract.verification import check_character

FIVE = (insurance.PENSION, insurance.MEDICAL, insurance.UNEMPLOYMENT, insurance.INJURY, insurance.MATERNITY)
TEN = insurance.ORDER
FIRST, SECOND = "6001234", "6005678"
EMPLOYERS = (
    Employer(FIRST, "样张云帆科技有限公司"),
    Employer(SECOND, "样张海岳精密机械股份有限公司深圳市南山区第二分公司"),
)
CODE = "7K4MP2XR9TQ" + check_character("7K4MP2XR9TQ")


def months(first: int, count: int) -> list[int]:
    start = first // 100 * 12 + first % 100 - 1
    return [index // 12 * 100 + index % 12 + 1 for index in range(start, start + count)]


def row(month: int, employer: str = FIRST, mark: Mark = Mark.NONE, yuan: int = 12000,
        kinds: tuple[Insurance, ...] = FIVE) -> ProofRow:
    return ProofRow(month, employer, mark, tuple(
        ProofBase(kind, yuan * 100, "1" if kind == insurance.MEDICAL else "") for kind in kinds))


def content(rows: tuple[ProofRow, ...], employers: tuple[Employer, ...] = EMPLOYERS[:1],
            kinds: tuple[Insurance, ...] = FIVE, **changes: object) -> ProofOfInsurance:
    """As issued; months of the period are those of ``rows``."""
    whole = ProofOfInsurance(
        title="深圳市社会保险参保证明",
        holder=Holder("王小明", "440301199001011233", "600123456"),
        insurances=kinds,
        first_month=rows[0].month if rows else 0,
        last_month=rows[-1].month if rows else 0,
        totals=tuple(Total(kind, 238 - 7 * place) for place, kind in enumerate(kinds)),
        rows=rows,
        employers=employers,
        data_as_of=20261031,
        bureau="深圳市社会保险基金管理局",
        sample=True,
        serial="440300-00000017",
        code=CODE,
        verify_url=f"https://kiosk.example:8444/v?c={CODE}",
        issued_at=1793496225,
        valid_until=20270201,
        machine="K-0001",
    )
    return replace(whole, **changes)


def draft(whole: ProofOfInsurance) -> ProofOfInsurance:
    """The same before it is issued."""
    return replace(whole, serial="", code="", verify_url="", issued_at=0, valid_until=0)


PLAIN = content(tuple(row(month, yuan=11000 if month < 202507 else 12000) for month in months(202411, 24)))
TWO_EMPLOYERS = content(
    (row(202608), row(202609), row(202609, SECOND, yuan=3523), row(202610, SECOND)), EMPLOYERS)
GAPS = content((row(202511), ProofRow(202512), ProofRow(202601), ProofRow(202602), row(202603)))
MARKS = content((
    row(202603), row(202604, mark=Mark.BACK_PAID), row(202605, mark=Mark.DIFFERENCE, kinds=FIVE[:1]),
    row(202606, mark=Mark.DEFERRED), row(202607, mark=Mark("%"))))
RARE_NAME = content((row(202610),), holder=Holder("王䶮𪚥", "440301199001011233", "600123456"))
LONG_NAME = content((row(202610),), holder=Holder(
    "阿卜杜热合曼尼·买买提吐尔逊·托合提亚森江·艾则孜卡哈尼", "650102198512120035", "0000123456"))
LATIN_NAME = content((row(202610),), holder=Holder(
    "WILHELMINA ALEXANDRA VON HOHENSTEIN-CHRISTOPHERSEN", "932682198501010017", "600123457"))
GBK_NAME = content((row(202610),), holder=Holder("陈喆堃", "440301199001011233", "600123456"))
ONE_MONTH = content((row(202610),))
CAREER = content(tuple(row(month, FIRST if month < 201001 else SECOND, yuan=2000 + month % 97 * 100)
                       for month in months(199111, 420)), EMPLOYERS)
TWO_KINDS = content(tuple(row(month, kinds=FIVE[:2]) for month in months(202605, 6)), kinds=FIVE[:2])
NO_AMOUNTS = content(
    tuple(row(month, yuan=0, kinds=FIVE if month % 3 else FIVE[:2]) for month in months(202605, 6)),
    with_amounts=False)
TEN_KINDS = content(
    (row(202609, kinds=TEN), row(202610, kinds=TEN[1:4])), kinds=(*TEN, Insurance("yb", "410")))
LONG_EMPLOYER = content(
    (row(202609, "91440300MA5XXXXXX1-深圳"), row(202610)),
    (Employer("91440300MA5XXXXXX1-深圳", "样张“星河”（集团）股份有限公司"), EMPLOYERS[0]))
EMPTY = content((), employers=(), kinds=FIVE[:1])

PARALLEL = content(
    tuple(each for month in months(202601, 10) for each in (row(month), row(month, SECOND, Mark.BACK_PAID, 3523))),
    EMPLOYERS)


def styled(whole: ProofOfInsurance, *, large: bool = False, english: bool = False) -> ProofOfInsurance:
    return replace(whole, large_print=if_chosen(large), with_english=if_chosen(english))


def with_code_of(whole: ProofOfInsurance, size: int) -> ProofOfInsurance:
    """With a signed statement behind the address, ``size`` bytes in all."""
    address = f"https://kiosk.example:8444/v?c={CODE}#"
    statement = "eyJhbGciOiJFUzI1NiIsImtpZCI6IjIwMjYtMTEifQ.Zm9yLXRlc3RzLW9ubHk_"
    return replace(whole, verify_url=(address + statement * (size // len(statement) + 1))[:size])


TABLES = {
    "plain": PLAIN, "two-employers": TWO_EMPLOYERS, "gaps": GAPS, "marks": MARKS, "rare-name": RARE_NAME,
    "long-name": LONG_NAME, "latin-name": LATIN_NAME, "gbk-name": GBK_NAME, "one-month": ONE_MONTH, "career": CAREER,
    "two-kinds": TWO_KINDS, "no-amounts": NO_AMOUNTS, "ten-kinds": TEN_KINDS, "long-employer": LONG_EMPLOYER,
    "empty": EMPTY, "signed": with_code_of(PLAIN, 660),
}
"""With one row a month, in Chinese."""
STYLED = {
    "english": styled(PLAIN, english=True), "english-marks": styled(MARKS, english=True),
    "large": styled(PLAIN, large=True), "large-marks": styled(MARKS, large=True),
    "large-parallel": styled(PARALLEL, large=True), "large-gaps": styled(GAPS, large=True),
    "large-rare-name": styled(RARE_NAME, large=True), "large-latin-name": styled(LATIN_NAME, large=True),
    "large-no-amounts": styled(NO_AMOUNTS, large=True), "large-career": styled(CAREER, large=True),
    "large-english": styled(PLAIN, large=True, english=True), "large-empty": styled(EMPTY, large=True),
}
"""As a citizen may choose it."""
ALL = TABLES | STYLED | {"draft": draft(PLAIN)}
NARROW = {name: ALL[name] for name in (
    "plain", "marks", "rare-name", "long-name", "latin-name", "career", "no-amounts", "ten-kinds", "long-employer",
    "empty", "signed", "english", "large", "large-english", "draft")}
"""Those that are looked at on paper of 384 dots too."""
