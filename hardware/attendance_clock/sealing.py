"""What the clock keeps on its disk cannot be read without a key: its own, beside it, or one of its token."""

import base64
import binascii
import os
import threading
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hall_server.client.whole_file import write_whole

KEY_BYTES, NONCE_BYTES = 32, 12
TEMPLATES = b"onehall clock templates"
"""What the server makes the key of a clock's templates for; part of the wire."""


_MAKING = threading.Lock()


class Unreadable(Exception):
    """Sealed with another key, or altered."""


class Seal:
    """AES-GCM with one key. `about` says what is sealed, so that nothing can be put in another's place."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def close(self, plain: bytes, about: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + self._aead.encrypt(nonce, plain, about.encode() or None)).decode()

    def open(self, sealed: str, about: str = "") -> bytes:
        """Raises Unreadable."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode() or None)
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise Unreadable(about) from error


def own_key(path: Path) -> bytes:
    """The clock's key; made at first use, readable by this account only. Raises OSError, Unreadable.

    Punches and the roster ask for it on threads of their own, at a first start both at once.
    """
    with _MAKING:
        if not path.exists():
            fresh = path.with_name(f"{path.name}.new")
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            fresh.touch(mode=0o600)
            write_whole(path, base64.b64encode(os.urandom(KEY_BYTES)).decode())
    try:
        key = base64.b64decode(path.read_text("utf-8"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(str(path)) from error
    if len(key) != KEY_BYTES:
        raise Unreadable(str(path))
    return key


def key_of_token(token: str) -> bytes:
    """Opens the templates that the server sealed for the clock with this token."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=TEMPLATES).derive(token.encode())
