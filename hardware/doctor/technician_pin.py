"""The PIN of the technician's page: only its hash stands in a device's settings.

The hash is made by scrypt (RFC 7914): slow and hungry for memory, because a few digits are soon tried by
whoever holds the file.
"""

import hashlib
import hmac
import secrets

LEAST_DIGITS, MOST_DIGITS = 6, 12
_NAME = "scrypt"
_COST, _BLOCKS, _PARALLEL = 2**15, 8, 1
_MOST_COST = 2**20
_SALT_BYTES, _HASH_BYTES = 16, 32


class BadPinHash(ValueError):
    """The settings hold something that `hall technician-pin` did not make."""


def is_pin(text: str) -> bool:
    return text.isascii() and text.isdigit() and LEAST_DIGITS <= len(text) <= MOST_DIGITS


def hashed(pin: str) -> str:
    """`scrypt:COST:BLOCKS:PARALLEL:SALT:HASH`, the last two in hexadecimal."""
    salt = secrets.token_bytes(_SALT_BYTES)
    made = _scrypt(pin, salt, _COST, _BLOCKS, _PARALLEL)
    return f"{_NAME}:{_COST}:{_BLOCKS}:{_PARALLEL}:{salt.hex()}:{made.hex()}"


def matches(pin: str, pin_hash: str) -> bool:
    """Whether this is the PIN. Takes a tenth of a second: not for the screen's thread. Raises BadPinHash."""
    cost, blocks, parallel, salt, expected = _parts(pin_hash)
    return hmac.compare_digest(_scrypt(pin, salt, cost, blocks, parallel), expected)


def expect_hash(pin_hash: str) -> None:
    """Raises BadPinHash for a line that can never match."""
    _parts(pin_hash)


def _parts(pin_hash: str) -> tuple[int, int, int, bytes, bytes]:
    try:
        name, cost, blocks, parallel, salt, made = pin_hash.split(":")
        parts = int(cost), int(blocks), int(parallel), bytes.fromhex(salt), bytes.fromhex(made)
    except ValueError:
        raise BadPinHash("not made by `hall technician-pin`") from None
    usable = 2 <= parts[0] <= _MOST_COST and parts[0] & (parts[0] - 1) == 0 and parts[1] == _BLOCKS
    if name != _NAME or not usable or parts[2] != _PARALLEL or len(parts[4]) != _HASH_BYTES:
        raise BadPinHash("not made by `hall technician-pin`")
    return parts


def _scrypt(pin: str, salt: bytes, cost: int, blocks: int, parallel: int) -> bytes:
    memory = 128 * cost * blocks + 2**20
    return hashlib.scrypt(
        pin.encode(), salt=salt, n=cost, r=blocks, p=parallel, maxmem=memory, dklen=_HASH_BYTES
    )
