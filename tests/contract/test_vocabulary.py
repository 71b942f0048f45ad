"""The small tables of the contract are complete, and open enumerations stay open."""

from __future__ import annotations

import msgspec
import pytest

from contract import errands, messages, permissions, problems
from contract.insurance import Insurance, short_name
from contract.messages import Participation


def test_every_problem_has_a_status() -> None:
    assert set(problems.STATUS) == set(problems.Code)


def test_every_call_has_a_row_in_the_permission_table() -> None:
    assert {call.name for call in messages.CALLS} == set(permissions.PERMISSIONS)


@pytest.mark.parametrize("call", messages.CALLS, ids=lambda call: call.name)
@pytest.mark.parametrize("role", permissions.Role)
def test_each_call_is_open_to_its_own_role_and_no_other(call: messages.Call, role: permissions.Role) -> None:
    owner = {"machine": permissions.Role.KIOSK, "visit": permissions.Role.VISIT, "public": permissions.Role.PUBLIC,
             "verifier": permissions.Role.VERIFIER}
    assert permissions.allowed(role, call.name) is (role is owner[call.who])


def test_an_action_without_a_row_is_forbidden() -> None:
    assert not any(permissions.allowed(role, "reboot") for role in permissions.Role)


def test_errands_call_only_what_the_contract_has() -> None:
    names = {call.name for call in messages.CALLS}
    for errand in errands.ERRANDS:
        assert set(errand.calls) <= names


def test_an_unknown_insurance_is_shown_as_kind_and_code() -> None:
    message = short_name(Insurance("yb", "410"))
    assert message.id == "insurance.unknown"
    assert "410" in repr(message.params)


def test_an_unknown_member_keeps_its_code_through_decoding_and_encoding() -> None:
    status = msgspec.json.decode(b'"9"', type=Participation)
    assert not status.known
    assert msgspec.json.encode(status) == b'"9"'
