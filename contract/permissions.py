"""One table: which role may do what (design.md §6). A call without a row is refused by default."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who calls. People's roles are added with the console."""

    KIOSK = "kiosk"
    """A machine with a valid certificate."""
    VISIT = "visit"
    """A machine that also holds the visit token of the citizen whose records are asked for."""
    PUBLIC = "public"
    """Anybody on the public port: enrolment by code, verification by code and second key."""
    VERIFIER = "verifier"
    """An employer or a school on the public port, with a key of its own: many slips at once."""


PERMISSIONS: dict[str, frozenset[Role]] = {
    "enrol": frozenset({Role.PUBLIC}),
    "open_visit": frozenset({Role.KIOSK}),
    "prove_card": frozenset({Role.KIOSK}),
    "summary": frozenset({Role.VISIT}),
    "contributions": frozenset({Role.VISIT}),
    "draft_slip": frozenset({Role.VISIT}),
    "reserve_slip": frozenset({Role.VISIT}),
    "confirm_slip": frozenset({Role.KIOSK}),
    "void_slip": frozenset({Role.KIOSK}),
    "uncertain_slip": frozenset({Role.KIOSK}),
    "settle_slip": frozenset({Role.KIOSK}),
    "report_day": frozenset({Role.KIOSK}),
    "verify": frozenset({Role.PUBLIC}),
    "verify_batch": frozenset({Role.VERIFIER}),
    "verification_keys": frozenset({Role.PUBLIC}),
}
"""Action (the call's name) to the roles that may; everything else is forbidden."""


def allowed(role: Role, action: str) -> bool:
    """True only where the table says so."""
    return role in PERMISSIONS.get(action, frozenset())
