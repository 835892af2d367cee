"""Personal data at rest: AES-GCM with a key that lies outside the database."""

import base64
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class Cipher:
    """Encrypts texts and makes keyed hashes with one hall's key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the hall's key must have 32 bytes")
        self._aead = AESGCM(key)
        self._hash_key = hashlib.sha256(b"person" + key).digest()
        self._card_key = hashlib.sha256(b"card" + key).digest()

    def seal(self, text: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + self._aead.encrypt(nonce, text.encode(), None)).decode()

    def open(self, sealed: str) -> str:
        """Raises cryptography's InvalidTag when the key is another one or the text was altered."""
        raw = base64.b64decode(sealed)
        return self._aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()

    def person(self, id_number: str) -> str:
        """Keyed hash of an ID number: the same for the same person, useless without the key."""
        return hmac.new(self._hash_key, id_number.strip().upper().encode(), hashlib.sha256).hexdigest()

    @property
    def card_key(self) -> str:
        """What clocks key the hash of a card's number with, in hexadecimal digits."""
        return self._card_key.hex()

    def card(self, number: str) -> str:
        """Keyed hash of a card's number, as clocks make it too."""
        return hmac.new(self._card_key, number.strip().upper().encode(), hashlib.sha256).hexdigest()


TEMPLATES_INFO = b"onehall clock templates"


class ClockSeal:
    """Seals templates for one clock, with a key that only it and the holder of its token can make."""

    def __init__(self, token: str) -> None:
        key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=TEMPLATES_INFO)
        self._aead = AESGCM(key.derive(token.encode()))

    def seal(self, raw: bytes) -> str:
        """Base64 of the nonce and the sealed bytes."""
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + self._aead.encrypt(nonce, raw, None)).decode()


def key_of(path: Path) -> bytes:
    """The hall's key; made at first use, readable by this account only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fresh, "wb") as file:
            file.write(base64.b64encode(os.urandom(32)))
    return base64.b64decode(path.read_bytes())
