"""Each machine's day, signed, once a day; the answer heals what either end has missed."""

from __future__ import annotations

from litestar.params import JSONBody

from central.app.caller import TheCaller
from central.app.centre import TheCentre
from central.app.refusal import Refusal
from central.app.serve import serve
from central.app.statements import day_of_machine
from central.slips import reconciliation
from contract.civil_time import begin_of
from contract.messages import REPORT_DAY, DayTaken
from contract.problems import Code
from contract.signed_words import Signed

DAY = 86400


@serve(REPORT_DAY)
async def report_day(data: JSONBody[Signed], centre: TheCentre, caller: TheCaller) -> DayTaken:
    """The newest report of a day counts."""
    report = day_of_machine(caller, data)
    now = centre.clock()
    try:
        sound = begin_of(report.day) <= now + DAY and 0 <= report.made_at <= now + DAY
    except ValueError as error:
        raise Refusal(Code.MALFORMED, fields="day") from error
    if not sound:
        raise Refusal(Code.MALFORMED, fields="day")
    async with centre.database.writing() as session, session.begin():
        return await reconciliation.take(session, report, data, now)
