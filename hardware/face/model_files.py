"""Files of models: whether they are there, and which they are."""

import hashlib
import re
from pathlib import Path

from hardware.face.interface import EngineMissing

LONGEST_NAME = 40


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


def model_name(file: Path) -> str:
    """As templates carry it, whatever the operator called the file: 40 letters, digits, dots, dashes."""
    return re.sub(r"[^A-Za-z0-9_.\-]+", "-", file.stem)[:LONGEST_NAME]
