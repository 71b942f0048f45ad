"""``kiosk-verify``: the text of a slip's QR in, what it is worth out, in Chinese and in English."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from central.clock import wall_clock
from central.pages.words import Words, words
from central.verifier.judge import Judged, Verdict, judge
from contract.civil_time import day_of
from contract.statement import LONGEST, Statement, VerificationKeys, end_of, insurance_of
from contract.verification import grouped
from contract.words import LANGUAGES

HIDDEN = "****"
"""Stands for the last four, which are on the paper only."""
STATUS = {Verdict.GOOD: 0, Verdict.BAD: 1, Verdict.EXPIRED: 3, Verdict.UNKNOWN_KEY: 4, Verdict.REVOKED_KEY: 5,
          Verdict.UNREADABLE: 6}
WRONG_USE = 2
EPILOG = ("exit status: 0 signature good, 1 signature bad, 2 wrong use, 3 expired, 4 key unknown, 5 key revoked, "
          "6 no statement in the text. Example: zbarimg -q --raw slip.png | kiosk-verify --keys keys.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: see :data:`EPILOG`."""
    options = _parser().parse_args(arguments)
    try:
        keys = msgspec.json.decode(Path(options.keys).read_bytes(), type=VerificationKeys)
    except (OSError, msgspec.MsgspecError) as error:
        print(f"kiosk-verify: {options.keys}: {error}", file=sys.stderr)
        return WRONG_USE
    text = options.text or sys.stdin.buffer.read(4 * LONGEST).decode("utf-8", "replace")
    judged = judge(text, keys, end_of(options.on) - 1 if options.on else wall_clock())
    for language in LANGUAGES:
        print("\n".join(_told(words(language), judged, keys)), end="\n\n" if language == LANGUAGES[0] else "\n")
    return STATUS[judged.verdict]


def _told(say: Words, judged: Judged, keys: VerificationKeys) -> Iterator[str]:
    yield say(f"offline.{judged.verdict.value}")
    yield say(f"offline.{judged.verdict.value}.lead")
    if judged.statement is not None:
        if judged.statement.sample:
            yield say("slip.sample")
        yield from _facts(say, judged.statement, keys)
        yield say("offline.compare")
    yield say("offline.keys_of", day=say.day(day_of(keys.published_at)), bureau=keys.bureau)


def _facts(say: Words, statement: Statement, keys: VerificationKeys) -> Iterator[str]:
    facts = [("slip.name", statement.name), ("slip.number", statement.number + HIDDEN),
             ("slip.serial", statement.serial), ("slip.code", grouped(statement.code)), ("slip.bureau", keys.bureau),
             ("slip.issued_at", say.moment(statement.issued_at)),
             ("slip.valid_until", say.day(day_of(statement.expires_at - 1))), ("slip.machine", statement.machine)]
    if statement.first_month:
        facts.append(("offline.period", f"{say.month(statement.first_month)} – {say.month(statement.last_month)}"))
    yield from (f"  {say(label)}: {value}" for label, value in facts)
    for key, months in statement.months.items():
        yield f"  {say.insurance(insurance_of(key))}: {say('offline.months', months=str(months))}"


def _day(text: str) -> int:
    try:
        return int(f"{date.fromisoformat(text):%Y%m%d}")
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day (yyyy-mm-dd)") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk-verify", description=__doc__, epilog=EPILOG)
    parser.add_argument("--keys", required=True, help="key set document (`central key-set`, or /v1/verification-keys)")
    parser.add_argument("--on", type=_day, default=0, help="judge as at the end of this day; default: now")
    parser.add_argument("text", nargs="?", default="", help="what the QR says; default: standard input")
    return parser
