"""``kiosk device card``: poke a reader and a card on the bench, with the very driver of the lobby.

``readers`` (their names) · ``status`` · ``watch`` · ``read`` · ``verify`` (asks for the PIN on the terminal; one try of
the card's) · ``authenticate`` (over 8 random bytes). What a card says of its holder is masked unless
``--show-personal``.
Exit codes: 0 done, 1 the card said no, 2 wrong call, 3 no card or a mute one, 4 no reader.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import secrets
import sys
from collections.abc import Sequence

import msgspec

from devices.card.api import (
    CardRecords,
    CardStatus,
    CardTrouble,
    Cryptogram,
    Disconnected,
    Empty,
    Fault,
    Mute,
    PinAccepted,
    PinBlocked,
    PinWrong,
    Present,
)
from devices.card.dialogue import Failed
from devices.card.driver import CHALLENGE, Limits, PcscCardReader
from devices.card.pcsc import reader_names

DONE, REFUSED, WRONG_CALL, NO_CARD, NO_READER = range(5)
OPEN_FIELDS = frozenset({"insertion", "region", "version", "algorithm", "issued", "expires", "tries_left"})
"""Of a card's records, what names nobody. The ATR's historical bytes are unique to a card."""
LEFT_OPEN = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; see the module for the exit codes."""
    parser = _options()
    options = parser.parse_args(argv)
    if options.command == "readers":
        return _print_readers()
    pin = getpass.getpass("PIN: ") if options.command == "verify" else ""
    try:
        return asyncio.run(_run(options, pin))
    except KeyboardInterrupt:
        return DONE


async def _run(options: argparse.Namespace, pin: str) -> int:
    told = _print_status if options.command == "watch" else lambda status: None
    reader = PcscCardReader(options.reader, told, limits=Limits(command=options.silent_after),
                            ask_tries=options.ask_tries)
    await reader.connect()
    try:
        if options.command == "watch":
            await reader.failed()
        if options.command == "status":
            status = await reader.status()
            _print_status(status)
            return _code(status)
        return await _with_card(reader, options, pin)
    finally:
        await reader.close()


async def _with_card(reader: PcscCardReader, options: argparse.Namespace, pin: str) -> int:
    status = await reader.status()
    if not isinstance(status, Present):
        _print_status(status)
        return _code(status)
    records = await reader.read(status.insertion)
    if isinstance(records, CardTrouble) or options.command == "read":
        return _print_result(records, show=options.show_personal)
    result: object
    if options.command == "verify":
        result = await reader.verify(status.insertion, pin)
    else:
        result = await reader.authenticate(status.insertion, secrets.token_bytes(CHALLENGE))
    return _print_result(result, show=options.show_personal)


def _print_readers() -> int:
    try:
        names = reader_names()
    except Failed:
        print("disconnected")
        return NO_READER
    for name in names:
        print(name)
    return DONE if names else NO_READER


def _print_result(result: object, *, show: bool) -> int:
    match result:
        case CardRecords():
            for name, value in msgspec.structs.asdict(result).items():
                print(f"{name}: {shown(name, value, show=show)}")
            return DONE
        case Cryptogram(card_random=card_random, value=value):
            print(f"card_random: {card_random.hex()}\nvalue: {value.hex()}")
            return DONE
        case PinAccepted():
            print("accepted")
            return DONE
        case PinWrong(tries_left=tries):
            print(f"wrong, tries left: {'unknown' if tries is None else tries}")
        case PinBlocked():
            print("blocked")
        case CardTrouble(fault=fault, step=step, status_word=word):
            print(f"trouble: {fault.value} at {step}" + (f" ({word:04X})" if word else ""))
            return {Fault.REMOVED: NO_CARD, Fault.READER_GONE: NO_READER}.get(fault, REFUSED)
    return REFUSED


def shown(name: str, value: object, *, show: bool) -> str:
    """A field as it is printed: personal ones keep their length and at most their last two characters."""
    text = value.hex().upper() if isinstance(value, bytes) else "unknown" if value is None else str(value)
    if show or name in OPEN_FIELDS:
        return text
    hidden = max(0, len(text) - LEFT_OPEN) if len(text) > 2 * LEFT_OPEN else len(text)
    return "*" * hidden + text[hidden:]


def _print_status(status: CardStatus) -> None:
    fields = msgspec.to_builtins(status)
    print(" ".join([fields.pop("type"), *(f"{name}={value}" for name, value in fields.items())]), flush=True)


def _code(status: CardStatus) -> int:
    match status:
        case Disconnected():
            return NO_READER
        case Empty() | Mute():
            return NO_CARD
    return DONE


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk device card", description="Poke a card on the bench.")
    parser.add_argument("--reader", default="", help="its name or a part of it; default: the first")
    parser.add_argument("--silent-after", type=float, default=Limits().command, help="seconds for one command")
    parser.add_argument("--ask-tries", action=argparse.BooleanOptionalAction, default=True,
                        help="ask for the tries left by an empty VERIFY")
    parser.add_argument("--show-personal", action="store_true", help="print what the card says of its holder")
    parser.add_argument("command", choices=["readers", "status", "watch", "read", "verify", "authenticate"])
    return parser


if __name__ == "__main__":
    sys.exit(main())
