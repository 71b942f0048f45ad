"""What every call works with, given by the composition root."""

from __future__ import annotations

from dataclasses import dataclass, field

from litestar.di import NamedDependency

from central.app.limit import Limiter
from central.authority import Authority
from central.clock import Clock
from central.database.engine import Database
from central.keys import KeyService
from central.settings import Settings


@dataclass(frozen=True)
class Centre:
    """One bureau's service; nothing in it is global."""

    database: Database
    keys: KeyService
    authority: Authority
    settings: Settings
    clock: Clock
    limiter: Limiter = field(default_factory=Limiter)
    """Tries by address."""
    wrong_keys: Limiter = field(default_factory=Limiter)
    """Wrong second keys by code."""
    batches: Limiter = field(default_factory=Limiter)
    """Batches by verifier."""


TheCentre = NamedDependency[Centre]
"""As a route asks for it."""
