"""A one-time code becomes a certificate exactly once, and a repeated question gets the same answer."""

from __future__ import annotations

import pytest
from cryptography import x509
from sqlalchemy import select

from central.app.enrolment import CODE_SECONDS, new_code
from central.database.models import EnrolmentCode, Machine
from contract.messages import ENROL, SUMMARY, Enrolment, EnrolmentRequest
from contract.problems import Code
from tests.central.bureau import Kiosk, certificate_header, new_key, refuses, request_for
from tests.central.conftest import House


async def code_for(house: House, machine: str = "lobby-9") -> str:
    return await new_code(house.centre.database, machine, house.clock())


async def test_a_code_gives_a_certificate_under_the_recorded_name(house: House) -> None:
    csr = request_for(new_key(), "lobby-1")
    answer: Enrolment = await house.public.get(ENROL, EnrolmentRequest("lobby-9", await code_for(house), csr))
    certificate = x509.load_pem_x509_certificate(answer.certificate.encode())
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(answer.authority.encode()))
    kiosk = Kiosk(house.http, house.centre.keys.irk_for,
                  {"X-Port": "machine", "X-SSL-Cert": certificate_header(certificate)})
    refuses(await kiosk.refused(SUMMARY), Code.VISIT)


async def test_the_same_code_and_request_give_the_same_certificate_even_later(house: House) -> None:
    request = EnrolmentRequest("lobby-9", await code_for(house), request_for(new_key()))
    first = await house.public.get(ENROL, request)
    house.clock.now += CODE_SECONDS + 1
    assert await house.public.get(ENROL, request) == first


async def test_a_code_is_burnt_for_every_other_request(house: House) -> None:
    code = await code_for(house)
    await house.public.get(ENROL, EnrolmentRequest("lobby-9", code, request_for(new_key())))
    refuses(await house.public.refused(ENROL, EnrolmentRequest("lobby-9", code, request_for(new_key()))),
            Code.ENROLMENT)


@pytest.mark.parametrize("fault", ["other-code", "other-machine", "too-late", "replaced"])
async def test_every_wrong_code_gets_one_answer(house: House, fault: str) -> None:
    code, machine = await code_for(house), "lobby-9"
    match fault:
        case "other-code":
            code = "0" * 32
        case "other-machine":
            machine = "lobby-1"
        case "too-late":
            house.clock.now += CODE_SECONDS
        case "replaced":
            await code_for(house)
    problem = await house.public.refused(ENROL, EnrolmentRequest(machine, code, request_for(new_key())))
    refuses(problem, Code.ENROLMENT)
    assert problem.params == {}


async def test_a_bad_request_burns_nothing(house: House) -> None:
    code = await code_for(house)
    refuses(await house.public.refused(ENROL, EnrolmentRequest("lobby-9", code, "no csr")), Code.MALFORMED,
            fields="csr")
    await house.public.get(ENROL, EnrolmentRequest("lobby-9", code, request_for(new_key())))


async def test_the_code_itself_is_nowhere_in_the_records(house: House) -> None:
    code = await code_for(house)
    assert len(bytes.fromhex(code)) == 16
    async with house.centre.database.reading() as session:
        kept = (await session.scalars(select(EnrolmentCode))).one()
    assert code not in {kept.code_hash, kept.csr_hash, kept.certificate}


async def test_enrolled_again_the_machines_older_certificate_ends(house: House) -> None:
    old = await house.another("lobby-9")
    refuses(await old.refused(SUMMARY), Code.VISIT)
    house.clock.now += 60
    await house.public.get(ENROL, EnrolmentRequest("lobby-9", await code_for(house), request_for(new_key())))
    refuses(await old.refused(SUMMARY), Code.DEVICE_UNKNOWN)


async def test_a_suspended_machine_is_refused_everything(house: House) -> None:
    async with house.centre.database.writing() as session, session.begin():
        (await session.get_one(Machine, "lobby-1")).suspended = True
    refuses(await house.kiosk.refused(SUMMARY), Code.DEVICE_SUSPENDED)


async def test_codes_can_not_be_tried_in_bulk(house: House) -> None:
    request = EnrolmentRequest("lobby-9", "0" * 32, request_for(new_key()))
    for _ in range(house.centre.settings.tries_per_minute):
        assert house.centre.limiter.allow("192.0.2.7", house.centre.settings.tries_per_minute, house.clock())
    refuses(await house.public.refused(ENROL, request), Code.TOO_MANY)
    house.clock.now += 60
    refuses(await house.public.refused(ENROL, request), Code.ENROLMENT)
