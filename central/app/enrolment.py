"""A machine gets its certificate for a one-time code: the code is burnt and the certificate kept in one transaction."""

from __future__ import annotations

import hashlib
import secrets

from cryptography.hazmat.primitives.serialization import Encoding
from litestar.params import JSONBody
from sqlalchemy import delete, select

from central.app.caller import TheCaller, token_hash
from central.app.centre import TheCentre
from central.app.refusal import Refusal
from central.app.serve import serve
from central.authority import BadRequest, read_request
from central.database.engine import Database
from central.database.models import EnrolmentCode, Machine
from contract.messages import ENROL, Enrolment, EnrolmentRequest
from contract.problems import Code

CODE_BYTES = 16
CODE_SECONDS = 900


@serve(ENROL)
async def enrol(data: JSONBody[EnrolmentRequest], centre: TheCentre, caller: TheCaller) -> Enrolment:
    """Same code and same request: the same certificate, so that a lost answer costs nothing."""
    now = centre.clock()
    if not centre.limiter.allow(caller.address, centre.settings.tries_per_minute, now):
        raise Refusal(Code.TOO_MANY)
    try:
        request = read_request(data.csr)
    except BadRequest as error:
        raise Refusal(Code.MALFORMED, fields="csr") from error
    csr_hash = hashlib.sha256(request.public_bytes(Encoding.DER)).hexdigest()
    async with centre.database.writing() as session, session.begin():
        code = (await session.scalars(select(EnrolmentCode).where(
            EnrolmentCode.code_hash == token_hash(data.code)).with_for_update())).one_or_none()
        if code is None or code.machine_id != data.machine:
            raise Refusal(Code.ENROLMENT)
        if code.used_at and code.csr_hash == csr_hash:
            return Enrolment(data.machine, code.certificate, centre.authority.pem)
        if code.used_at or code.expires_at <= now:
            raise Refusal(Code.ENROLMENT)
        certificate = centre.authority.machine_certificate(data.machine, request, now)
        machine = await session.get_one(Machine, data.machine)
        machine.certificates_since = int(certificate.not_valid_before_utc.timestamp())
        code.used_at, code.csr_hash = now, csr_hash
        code.certificate = certificate.public_bytes(Encoding.PEM).decode()
    return Enrolment(data.machine, code.certificate, centre.authority.pem)


async def new_code(database: Database, machine: str, now: int) -> str:
    """A code for ``machine`` (its record is made if missing); earlier codes that were not used are void."""
    code = secrets.token_hex(CODE_BYTES)
    async with database.writing() as session, session.begin():
        if await session.get(Machine, machine) is None:
            session.add(Machine(id=machine, created_at=now))
            await session.flush()
        await session.execute(delete(EnrolmentCode).where(
            EnrolmentCode.machine_id == machine, EnrolmentCode.used_at == 0))
        session.add(EnrolmentCode(code_hash=token_hash(code), machine_id=machine, created_at=now,
                                  expires_at=now + CODE_SECONDS))
    return code
