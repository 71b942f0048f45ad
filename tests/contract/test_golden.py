"""Messages of each released version stay readable: they are files, never made from today's structs.

A file changes only by a mistake. What a version adds gets new files in ``golden/vN``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract.insurance import Insurance, short_name
from contract.messages import (
    CALLS,
    VERSION,
    Contributions,
    PaymentKind,
    Posting,
    SlipReserved,
    SlipVoid,
    Verified,
    VoidReason,
)
from contract.open_enum import OpenEnum
from contract.problems import Code, Problem, problem
from contract.slip import Mark, ProofOfInsurance, SlipState, content_hash, if_chosen

GOLDEN = Path(__file__).parent / "golden"
TYPES: dict[str, Any] = {"problem": Problem} | {
    f"{call.name}.{side}": struct for call in CALLS
    for side, struct in (("request", call.request), ("reply", call.reply)) if struct is not None}
LISTS = {"problems", "calls", "members"}
"""Not one message but a whole list: every refusal, every address, every member of an enumeration."""


def read(name: str, version: int = 1) -> bytes:
    return (GOLDEN / f"v{version}" / f"{name}.json").read_bytes()


def test_every_body_of_every_released_version_has_its_message() -> None:
    assert {folder.name for folder in GOLDEN.iterdir()} == {f"v{version}" for version in range(1, VERSION + 1)}
    assert {file.stem for file in (GOLDEN / f"v{VERSION}").iterdir()} == set(TYPES) | LISTS


def test_every_refusal_that_was_released_is_still_sent_as_it_was() -> None:
    released = msgspec.json.decode(read("problems"), type=list[Problem])
    assert {each.code for each in released} == set(Code)
    for each in released:
        assert each == problem(each.code)
        assert json.loads(msgspec.json.encode(each)) in json.loads(read("problems"))


def test_every_call_that_was_released_is_still_at_its_address() -> None:
    assert json.loads(read("calls")) == [
        {"name": call.name, "verb": call.verb, "path": call.path, "who": call.who} for call in CALLS]


@pytest.mark.parametrize("kind", OpenEnum.__subclasses__(), ids=lambda kind: str(kind.__name__))
def test_every_member_that_was_released_is_still_known(kind: type[OpenEnum]) -> None:
    released = json.loads(read("members"))[kind.__name__]
    assert [kind(value).known for value in released] == [True] * len(released)
    assert [member.value for member in kind] == released


@pytest.mark.parametrize("name", TYPES)
def test_each_message_decodes_and_encodes_to_the_very_same(name: str) -> None:
    message = msgspec.json.decode(read(name), type=TYPES[name])
    assert json.loads(msgspec.json.encode(message)) == json.loads(read(name))


@pytest.mark.parametrize("name", TYPES)
def test_fields_that_a_newer_peer_added_are_ignored(name: str) -> None:
    newer = with_news(json.loads(read(name)))
    assert newer != json.loads(read(name))
    assert msgspec.json.decode(json.dumps(newer), type=TYPES[name]) == msgspec.json.decode(read(name), type=TYPES[name])


def with_news(value: Any) -> Any:
    """Every object gets one more field (not maps of parameters, whose keys are data)."""
    match value:
        case dict():
            return {key: value if key == "params" else with_news(value) for key, value in value.items()} | {
                "news": {"of": ["a later version"]}}
        case list():
            return [with_news(each) for each in value]
    return value


@pytest.mark.parametrize("kind", OpenEnum.__subclasses__(), ids=lambda kind: str(kind.__name__))
def test_a_member_that_a_newer_peer_added_is_kept_and_known_as_unknown(kind: type[OpenEnum]) -> None:
    found = msgspec.json.decode(b'"from-the-future"', type=kind)
    assert (found.name, found.value, found.known) == ("UNKNOWN", "from-the-future", False)
    assert msgspec.json.encode(found) == b'"from-the-future"'


def test_unknown_members_survive_inside_whole_messages() -> None:
    assert msgspec.json.decode(b'{"reason":"eaten"}', type=SlipVoid).reason not in list(VoidReason)
    state = msgspec.json.decode(read("verify.reply").replace(b'"confirmed"', b'"burnt"'), type=Verified).state
    assert (state.value, state in list(SlipState)) == ("burnt", False)
    later = read("contributions.reply").replace(b'"back"', b'"later"').replace(b'"rs"', b'"sm"')
    rows = msgspec.json.decode(later, type=Contributions).rows
    assert [(row.kind.known, row.posting) for row in rows] == [(True, Posting.POSTED), (False, Posting.NOT_POSTED)]
    assert rows[1].kind not in list(PaymentKind)
    assert short_name(Insurance("sm", "110")).id == "insurance.unknown"


def test_a_hash_of_content_is_the_one_that_was_released() -> None:
    reserved = msgspec.json.decode(read("reserve_slip.reply"), type=SlipReserved)
    assert content_hash(reserved.content) == reserved.content_hash
    assert isinstance(reserved.content, ProofOfInsurance)
    assert {row.mark for row in reserved.content.rows} == set(Mark)


def test_a_choice_that_came_later_is_hashed_where_it_was_made() -> None:
    content = msgspec.json.decode(read("reserve_slip.reply"), type=SlipReserved).content
    large = msgspec.structs.replace(content, large_print=if_chosen(True))
    assert content_hash(large) != content_hash(content)
    assert content_hash(msgspec.structs.replace(large, large_print=if_chosen(False))) == content_hash(content)
    assert msgspec.json.decode(msgspec.json.encode(large), type=ProofOfInsurance) == large


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"null", b"{}"])
@pytest.mark.parametrize("name", TYPES)
def test_what_is_no_message_is_told_apart(name: str, broken: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        msgspec.json.decode(broken, type=TYPES[name])
