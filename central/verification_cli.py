"""Commands of ``central`` for whoever verifies: signing keys, key set document, off-line page, verifiers' keys."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from central.clock import wall_clock
from central.keys import SoftwareKeys
from central.keys.ring import NoSuchKey
from central.service import Service
from contract.statement import VerificationKeys

FAILED = 1
LONGEST_NAME = 64


def declare(add: Callable[[str, Callable[..., object]], argparse.ArgumentParser]) -> None:
    """:param add: makes a command of a name and a function"""
    signing = add("signing-key", signing_key)
    signing.add_argument("act", choices=("list", "rotate", "revoke"))
    signing.add_argument("key_id", nargs="?", default="", help="the key to revoke")
    add("key-set", key_set).add_argument("--out", type=Path, help="file; default: standard output")
    add("verify-page", verify_page).add_argument("--out", type=Path, required=True, help="file to write")
    holder = add("verifier-key", verifier_key)
    holder.add_argument("act", choices=("add", "revoke", "list"))
    holder.add_argument("name", nargs="?", default="", help="the employer or school")


async def signing_key(options: argparse.Namespace, service: Service) -> int:
    """The keys that slips are signed with: list them, sign with a fresh one, or revoke one."""
    ring = SoftwareKeys(service.folder.keys).ring
    match options.act:
        case "rotate":
            print(ring.rotate(wall_clock()))
        case "revoke":
            try:
                ring.revoke(options.key_id, wall_clock())
            except NoSuchKey:
                print("central: no such signing key", file=sys.stderr)
                return FAILED
        case _:
            for key in ring.listed():
                state = "revoked" if key.revoked_at else "retired" if key.issued_until else "signs"
                print(f"{key.kid}  {key.alg}  {state}")
    return 0


async def key_set(options: argparse.Namespace, service: Service) -> int:
    """The key set document for off-line verification (the same as /v1/verification-keys)."""
    document = msgspec.json.format(msgspec.json.encode(_published(service)), indent=1).decode() + "\n"
    if options.out is None:
        print(document, end="")
    else:
        options.out.write_text(document, encoding="utf-8")
    return 0


async def verify_page(options: argparse.Namespace, service: Service) -> int:
    """Write the page that checks slips off line, with today's keys in it."""
    from central.pages.offline import offline_page

    options.out.write_text(offline_page(_published(service)), encoding="utf-8")
    return 0


async def verifier_key(options: argparse.Namespace, service: Service) -> int:
    """Keys of employers and schools that check many slips at once: add prints one, once."""
    from central.app import batch

    if options.act != "list" and not (options.name.isprintable() and 0 < len(options.name) <= LONGEST_NAME):
        print(f"central: a verifier's name has 1 to {LONGEST_NAME} characters", file=sys.stderr)
        return FAILED
    async with service.opened_database() as database:
        match options.act:
            case "add":
                key = await batch.new_verifier_key(database, options.name, wall_clock())
                if key is None:
                    print("central: it has a key; revoke that one first", file=sys.stderr)
                    return FAILED
                print(key)
            case "revoke":
                if not await batch.revoke_verifier_key(database, options.name, wall_clock()):
                    print("central: no such key", file=sys.stderr)
                    return FAILED
            case _:
                for name, revoked in await batch.verifiers(database):
                    print(f"{name}  revoked" if revoked else name)
    return 0


def _published(service: Service) -> VerificationKeys:
    return VerificationKeys(service.settings.bureau, wall_clock(), SoftwareKeys(service.folder.keys).public_keys())
