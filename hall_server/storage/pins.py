"""PINs: hashed with argon2, slow on purpose; keep it off the lane."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
"""The second recommendation of OWASP's password storage guide: 19 MiB, two passes."""
_NOBODY = _HASHER.hash("0000000000")


def hashed(pin: str) -> str:
    return _HASHER.hash(pin)


def matches(pin: str, pin_hash: str | None) -> bool:
    """Whether the PIN is right. Takes as long for an unknown person, so that nobody can probe for numbers."""
    try:
        right = _HASHER.verify(pin_hash or _NOBODY, pin)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return right and bool(pin_hash)
