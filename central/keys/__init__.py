"""The key service: card keys and signatures. Nobody outside this room names an algorithm (design.md §6)."""

from central.keys.service import CardCheck, KeyAway, KeyService, UnknownAlgorithm
from central.keys.software import SoftwareKeys

__all__ = ["CardCheck", "KeyAway", "KeyService", "SoftwareKeys", "UnknownAlgorithm"]
