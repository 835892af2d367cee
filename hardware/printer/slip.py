"""What stands on a printed slip, in words that fit every printer."""

from dataclasses import dataclass
from enum import Enum

LARGEST_SIZE = 4
LONGEST_QR_BYTES = 1000


class Align(Enum):
    """Where a line stands on the paper."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """Words; wrapped when longer than the paper is wide. `size` multiplies the 24-dot character, 1 to 4."""

    text: str
    size: int = 1
    bold: bool = False
    align: Align = Align.LEFT

    def __post_init__(self) -> None:
        if not 1 <= self.size <= LARGEST_SIZE:
            raise ValueError(f"size {self.size} is not between 1 and {LARGEST_SIZE}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A dashed line across the paper."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code in the middle; `module_dots` is the wished size of one module, made smaller if need be."""

    data: str
    module_dots: int = 6

    def __post_init__(self) -> None:
        if not 0 < len(self.data.encode()) <= LONGEST_QR_BYTES:
            raise ValueError(f"a QR code holds 1 to {LONGEST_QR_BYTES} bytes")
        if not 1 <= self.module_dots <= 16:
            raise ValueError(f"module of {self.module_dots} dots is not between 1 and 16")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words on one line: one at the left edge, one at the right edge."""

    left: str
    right: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.lines <= 255:
            raise ValueError(f"{self.lines} empty lines is not between 1 and 255")


SlipLine = Text | Rule | Qr | Pair | Feed


@dataclass(frozen=True, slots=True)
class Slip:
    """One piece of paper from the first line to the cut."""

    lines: tuple[SlipLine, ...]
