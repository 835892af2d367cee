"""Files of models: whether they are there, and which they are."""

import hashlib
from pathlib import Path

from hardware.face.interface import EngineMissing


def present(file: Path, whence: str = "") -> Path:
    """The file. Raises EngineMissing, which names it and says `whence` it comes."""
    if not file.is_file():
        raise EngineMissing(f"{file}: there is no such file{whence and f'; {whence}'}")
    return file


def fingerprint(*files: Path) -> str:
    """The same for the same models, wherever they lie."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:16]
