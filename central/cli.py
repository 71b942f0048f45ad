"""The commands of ``central``; each prints for a person, or JSON for a script."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path

import msgspec
from sqlalchemy import update

from central import desk
from central.clock import wall_clock
from central.database import schema
from central.database.models import Machine, Serial
from central.folder import Folder, FolderRefused
from central.front import FrontFailed, Ports
from central.keys import SoftwareKeys
from central.service import Service
from central.settings import Settings
from central.verification_cli import declare
from contract.civil_time import local

MACHINE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
FAILED = 1
WRONG_USE = 2
FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2044, 12, 31)
"""Days on which the sample lives fit into the records: all of them begun, and somebody of 45 born in 19xx."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 refused (the reason on stderr), 2 wrong use."""
    options = _parser().parse_args(arguments)
    try:
        return asyncio.run(_command(options))
    except (schema.UnknownSchema, FolderRefused, FrontFailed) as error:
        print(f"central: {error}", file=sys.stderr)
        return FAILED


async def _command(options: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace, Service], Awaitable[int]] = options.command
    return await command(options, _service(options))


def _service(options: argparse.Namespace) -> Service:
    address = options.public_address or f"https://{options.names[0] if options.names else '127.0.0.1'}" \
                                        f":{options.public_port}"
    return Service(Folder(Path(options.folder).absolute()),
                   Ports(options.listen, options.machine_port, options.public_port),
                   Settings(address.rstrip("/"), options.bureau, tuple(options.regions.split(",")),
                            options.tries_per_minute),
                   tuple(options.names), options.database)


async def up(options: argparse.Namespace, service: Service) -> int:
    """Make what is missing, then serve until SIGTERM."""
    await service.run(may_migrate=True, ready=lambda: _ready(service))
    return 0


async def run(options: argparse.Namespace, service: Service) -> int:
    """Serve; refuse a schema that this program does not know."""
    await service.run(may_migrate=False, ready=lambda: _ready(service))
    return 0


async def migrate(options: argparse.Namespace, service: Service) -> int:
    """Bring the schema to this program's revision."""
    service.folder.prepare()
    database = service.open_database()
    try:
        done = await schema.migrate(database)
    finally:
        await database.close()
    print(f"schema {schema.HEAD}" if done else f"schema {schema.HEAD}, nothing to do")
    return 0


async def enrol(options: argparse.Namespace, service: Service) -> int:
    """Print a one-time code for a machine: 15 minutes, once."""
    from central.app.enrolment import new_code  # the application's imports are not needed by the other commands

    if not MACHINE.fullmatch(options.machine):
        print("central: a machine's name has 1 to 64 letters, digits, dots and dashes", file=sys.stderr)
        return WRONG_USE
    async with service.opened_database() as database:
        code = await new_code(database, options.machine, wall_clock())
    print(code)
    return 0


async def suspend(options: argparse.Namespace, service: Service) -> int:
    """Refuse a machine everything from now on; --lift takes it back."""
    async with service.opened_database() as database, database.writing() as session, session.begin():
        machine = await session.get(Machine, options.machine)
        if machine is not None:
            machine.suspended = not options.lift
    if machine is None:
        print("central: no such machine", file=sys.stderr)
        return FAILED
    return 0


async def restored(options: argparse.Namespace, service: Service) -> int:
    """After a backup was put back, before it serves: leave out the numbers that were given after it was taken."""
    async with service.opened_database() as database, database.writing() as session, session.begin():
        raised = await session.execute(update(Serial).values(last=Serial.last + options.ahead)
                                       .returning(Serial.bureau, Serial.last))
        lines = [f"{bureau}: the next number is {last + 1}" for bureau, last in raised]
    print("\n".join(lines) or "no number was ever given")
    return 0


async def populate(options: argparse.Namespace, service: Service) -> int:
    """Fill an empty database with invented people."""
    from central.population.write import AlreadyPopulated
    from central.population.write import populate as write

    service.folder.prepare()
    database = service.open_database()
    try:
        if await schema.revision(database) is None:
            await schema.migrate(database)
        await schema.require_known(database)
        async with database.writing() as session, session.begin():
            connection = await session.connection()
            population = await connection.run_sync(write, options.people, options.seed, options.today or _today())
    except AlreadyPopulated:
        print("central: there are people already; invented ones are never mixed with them", file=sys.stderr)
        return FAILED
    finally:
        await database.close()
    print(f"{population.people} invented people, seed {population.seed}, {population.today}")
    return 0


async def people(options: argparse.Namespace, service: Service) -> int:
    """Sample cards by name, with what is special about each; --cards DIR writes the virtual cards."""
    from central.population.sample_cards import sample_people, write_cards

    async with service.opened_database() as database, database.engine.connect() as connection:
        samples = await connection.run_sync(sample_people)
        if options.cards:
            keys = SoftwareKeys(service.folder.keys)
            await connection.run_sync(write_cards, Path(options.cards), keys.irk_for)
    if options.json:
        print(msgspec.json.encode(samples).decode())
        return 0
    width = max((len(sample.label) for sample in samples), default=0)
    print("\n".join(f"{sample.label:<{width}}  PIN {sample.pin}  {sample.note}" for sample in samples))
    return 0


def _some(text: str) -> int:
    """How many: one at least."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 up")
    return int(text)


def _day(text: str) -> date:
    """A day as yyyy-mm-dd between :data:`FIRST_DAY` and :data:`LAST_DAY`."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day (yyyy-mm-dd)") from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise argparse.ArgumentTypeError(f"a day from {FIRST_DAY} to {LAST_DAY}")
    return day


def _today() -> date:
    return local(wall_clock()).date()


def _ready(service: Service) -> None:
    address, ports = service.ports.address, service.ports
    print(f"central ready: machines https://{address}:{ports.machine} public {service.settings.public_address}",
          flush=True)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    folder = os.environ.get("CENTRAL_FOLDER")
    common.add_argument("--folder", default=folder, required=folder is None, help="default: $CENTRAL_FOLDER")
    common.add_argument("--database", default=os.environ.get("CENTRAL_DATABASE", ""),
                        help="URL, default: SQLite in the folder ($CENTRAL_DATABASE)")
    common.add_argument("--machine-port", type=int, default=8443)
    common.add_argument("--public-port", type=int, default=8444)
    common.add_argument("--listen", default="127.0.0.1", help="address of both ports")
    common.add_argument("--name", dest="names", action="append", default=[], help="name or address in the certificate")
    common.add_argument("--public-address", default="", help="URL of the public port as strangers reach it")
    common.add_argument("--bureau", default=Settings.bureau)
    common.add_argument("--regions", default=",".join(Settings.regions), help="regions whose cards are served")
    common.add_argument("--tries-per-minute", type=int, default=Settings.tries_per_minute,
                        help="checks of a slip, or tries at a one-time code, from one address")
    parser = argparse.ArgumentParser(prog="central", description="The central service of a social-insurance bureau.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., object]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=command.__doc__, description=command.__doc__)
        made.set_defaults(command=command)
        return made

    add("up", up)
    add("run", run)
    add("migrate", migrate)
    filling = add("populate", populate)
    filling.add_argument("--people", type=_some, default=2000, help="the sample people are always among them")
    filling.add_argument("--seed", type=int, default=1)
    filling.add_argument("--today", type=_day, default=None, help="default: the wall clock's day")
    listing = add("people", people)
    listing.add_argument("--cards", help="folder to write the virtual cards into")
    listing.add_argument("--json", action="store_true")
    add("enrol", enrol).add_argument("machine")
    suspending = add("suspend", suspend)
    suspending.add_argument("machine")
    suspending.add_argument("--lift", action="store_true")
    add("restored", restored).add_argument("--ahead", type=_some, default=10000,
                                           help="more than were given since the backup")
    desk.add_commands(add)
    declare(add)
    return parser
