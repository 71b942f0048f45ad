"""``kiosk enrol``: a technician types the code that an administrator read out; exit code 0 when a certificate is in."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from contract.messages import Enrolment
from kiosk.centre.client import CentreClient, Outage, Refusal, public_tls
from kiosk.centre.enrolment import Identity, enrol
from kiosk.clock import Clock
from kiosk.configuration import Configuration, Misconfigured, load


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="kiosk enrol", description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--code", required=True)
    arguments = parser.parse_args(argv)
    try:
        configuration = load(arguments.config)
    except Misconfigured as error:
        sys.stderr.write(f"{error}\n")
        return 78
    answer = asyncio.run(_enrol(configuration, arguments.code))
    match answer:
        case Enrolment():
            sys.stdout.write(f"{configuration.machine}: enrolled\n")
            return 0
        case Refusal(code=code):
            sys.stderr.write(f"the centre refused: {code.value}\n")
            return 1
        case Outage(how=how):
            sys.stderr.write(f"no usable answer from the centre: {how}\n")
            return 2


async def _enrol(configuration: Configuration, code: str) -> Enrolment | Refusal | Outage:
    address = configuration.centre.enrolment or configuration.centre.address
    client = CentreClient(address, public_tls(configuration.centre.authority), configuration.delays, Clock().now)
    try:
        return await enrol(client, Identity.below(configuration.state_dir), configuration.machine, code)
    finally:
        await client.close()
