"""What a citizen reads of the own record: summary and contributions. Each read leaves a row of audit first."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from central import records
from central.app.caller import Caller, TheCaller
from central.app.centre import Centre, TheCentre
from central.app.refusal import Refusal
from central.app.serve import serve
from central.database.models import Access
from central.settings import data_as_of
from contract.insurance import Insurance
from contract.messages import CONTRIBUTIONS, SUMMARY, Contributions, Summary
from contract.problems import Code

KIND = re.compile(r"([a-z0-9]{1,8}):([0-9A-Za-z]{1,8})")


@asynccontextmanager
async def reading(centre: Centre, caller: Caller, action: str) -> AsyncIterator[AsyncConnection]:
    """A connection for one read; that it happened is kept before the first record is seen."""
    async with centre.database.writing() as session, session.begin():
        session.add(Access(at=centre.clock(), who=caller.role, machine_id=caller.machine, visit_id=caller.citizen.id,
                           action=action, outcome="read"))
    async with centre.database.engine.connect() as connection:
        yield connection


@serve(SUMMARY)
async def summary(centre: TheCentre, caller: TheCaller) -> Summary:
    """One line for each insurance."""
    async with reading(centre, caller, SUMMARY.name) as connection:
        person = await records.person(connection, caller.citizen.person_id)
        return Summary(await records.summary(connection, person.id), await records.not_posted(connection, person.id),
                       await data_as_of(connection), person.retired, person.needs_correction)


@serve(CONTRIBUTIONS)
async def contributions(
    request: Request[Any, Any, Any], centre: TheCentre, caller: TheCaller,
    insurance: Annotated[list[str] | None, QueryParameter(description="table:code, repeated for several")] = None,
    first: Annotated[int, QueryParameter(description="yyyymm, 0 = from the beginning")] = 0,
    last: Annotated[int, QueryParameter(description="yyyymm, 0 = to the end")] = 0,
) -> Response[bytes]:
    """Rows of the chosen kinds and months; 304 if the caller's ``If-None-Match`` names what it would get."""
    require_months(first, last)
    kinds = [_kind(text) for text in insurance or ()]
    async with reading(centre, caller, CONTRIBUTIONS.name) as connection:
        rows = await records.contributions(connection, caller.citizen.person_id, kinds, first, last)
        names = await records.employers(connection, (row.employer_no for row in rows))
        answer = Contributions(rows, records.totals(rows), names, await data_as_of(connection))
    body = msgspec.json.encode(answer)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(b"", status_code=304, headers={"ETag": etag})
    return Response(body, media_type=MediaType.JSON, headers={"ETag": etag})


def require_months(first: int, last: int) -> None:
    """:raises Refusal: a month that is none, or an end before the beginning"""
    for month in (first, last):
        if month and not (190001 <= month <= 299912 and 1 <= month % 100 <= 12):
            raise Refusal(Code.MALFORMED, fields="month")
    if first and last and first > last:
        raise Refusal(Code.MALFORMED, fields="first,last")


def _kind(text: str) -> Insurance:
    parts = KIND.fullmatch(text)
    if parts is None:
        raise Refusal(Code.MALFORMED, fields="insurance")
    return Insurance(parts[1], parts[2])
