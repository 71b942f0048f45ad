"""The OpenAPI document is the contract: every call, its bodies, its refusals."""

from __future__ import annotations

from typing import Any

from contract.messages import CALLS
from contract.problems import MEDIA_TYPE
from tests.central.conftest import House


async def document(house: House) -> dict[str, Any]:
    found: dict[str, Any] = (await house.http.get("/schema/openapi.json", headers=house.public.headers)).json()
    return found


async def test_the_document_is_openapi_3_1_and_holds_the_calls_of_the_contract_alone(house: House) -> None:
    schema = await document(house)
    assert schema["openapi"].startswith("3.1")
    operations = {(verb.upper(), path): operation["operationId"]
                  for path, verbs in schema["paths"].items() for verb, operation in verbs.items()}
    assert operations == {(call.verb, call.path): call.name for call in CALLS}


async def test_each_call_documents_its_bodies_and_refusals(house: House) -> None:
    schema = await document(house)
    for call in CALLS:
        operation = schema["paths"][call.path][call.verb.lower()]
        if call.request is not None:
            assert _name(operation["requestBody"]["content"]["application/json"]) == call.request.__name__
        assert _name(operation["responses"]["200"]["content"]["application/json"]) == call.reply.__name__
        for status in ("400", "401", "403", "404", "409", "422", "429", "500"):
            assert _name(operation["responses"][status]["content"][MEDIA_TYPE]) == "Problem"
        for struct in filter(None, (call.request, call.reply)):
            properties = schema["components"]["schemas"][struct.__name__]["properties"]
            assert set(properties) >= set(struct.__struct_fields__), call.name


def _name(content: dict[str, Any]) -> str:
    return str(content["schema"]["$ref"]).rsplit("/", 1)[-1]
