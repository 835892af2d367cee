"""What becomes of the photo on a card: dropped, kept as it is, or handed to a vendor's decoder."""

import logging
from collections.abc import Callable
from importlib import import_module

from hardware.health import LibraryMissing
from hardware.id_reader.interface import PhotoDecoder

KeepPhoto = Callable[[bytes], bytes]


def drop(photo: bytes) -> bytes:
    return b""


def raw(photo: bytes) -> bytes:
    """Opaque: 1024 bytes in a format that only its vendor's library can read."""
    return photo


def decoded_by(decoder: PhotoDecoder) -> KeepPhoto:
    """A photo that cannot be decoded is none: nobody is turned away because of a picture."""

    def keep(photo: bytes) -> bytes:
        try:
            return decoder(photo)
        except (ValueError, OSError, RuntimeError) as error:
            logging.getLogger(__name__).warning("the photo was not decoded: %s", type(error).__name__)
            return b""

    return keep


def keeper(rule: str) -> KeepPhoto:
    """From the settings: `drop`, `raw` or `MODULE:FUNCTION`. Raises LibraryMissing."""
    if rule in ("drop", "raw"):
        return drop if rule == "drop" else raw
    module, _, name = rule.partition(":")
    try:
        return decoded_by(getattr(import_module(module), name))
    except (ImportError, AttributeError, ValueError) as error:
        raise LibraryMissing(f"photo={rule} (drop, raw or MODULE:FUNCTION): {error}") from error
