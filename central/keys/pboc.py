"""Profile ``pboc-3des``: card keys by diversification, INTERNAL AUTHENTICATE checked (docs/hardware/card.md).

diversify(K, f) = 3DES-ECB_K(f) || 3DES-ECB_K(NOT f), f of 8 bytes; first with the city factor (region in ASCII and
``sx``), then with the card factor (the last 8 historical bytes of the ATR). The result is the card's internal
authentication key (IRK, 16 bytes). Session key = 3DES-ECB_IRK(card random); answer = DES-ECB_session(terminal random).
Own assumption of the bureau's scheme, named so that another profile can stand beside it.
"""

from __future__ import annotations

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

BLOCK = 8
FACTOR_SUFFIX = b"sx"


def irk(master: bytes, region: str, historical: bytes) -> bytes:
    """The card's key. :param master: 16 bytes. :param region: 6 ASCII digits. :param historical: at least 8 bytes.

    :raises ValueError: a factor has not the length that the profile needs
    """
    city_factor = region.encode("ascii") + FACTOR_SUFFIX
    card_factor = historical[-BLOCK:]
    if len(city_factor) != BLOCK or len(card_factor) != BLOCK:
        raise ValueError("a diversification factor has 8 bytes")
    return diversify(diversify(master, city_factor), card_factor)


def diversify(key: bytes, factor: bytes) -> bytes:
    """16 bytes from a 16-byte key and an 8-byte factor."""
    return encrypt(key, factor) + encrypt(key, bytes(byte ^ 0xFF for byte in factor))


def cryptogram(card_key: bytes, card_random: bytes, terminal_random: bytes) -> bytes:
    """What the card answers to INTERNAL AUTHENTICATE: 8 bytes."""
    return encrypt(encrypt(card_key, card_random), terminal_random)


def encrypt(key: bytes, block: bytes) -> bytes:
    """One block of 8 bytes in ECB mode. An 8-byte key means single DES: 3DES with k || k || k."""
    if len(block) != BLOCK:
        raise ValueError("a block has 8 bytes")
    encryptor = Cipher(TripleDES(_three_keys(key)), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def _three_keys(key: bytes) -> bytes:
    match len(key):
        case 8:
            return key * 3
        case 16:
            return key + key[:8]
        case 24:
            return key
    raise ValueError("a DES key has 8, 16 or 24 bytes")
