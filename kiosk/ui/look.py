"""Colours, sizes and letters of the kiosk. Lengths are in pixels of a 27-inch panel: 20 mm are 64 of them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

NAVY, BLUE, PALE, PAPER = "#0A2E5C", "#114B92", "#EAF0F8", "#F5F7FA"
WHITE, INK, QUIET, LINE = "#FFFFFF", "#12233A", "#3D4D63", "#C5D0DE"
AMBER, RUST, CREAM, GREEN = "#F0A43A", "#8A3B00", "#FFF4E2", "#0B5B3B"

FAMILIES = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei"]
SMALLEST_TARGET = 80
SMALLEST_LETTERS = 22
ELDER_SCALE = 1.22


@dataclass(frozen=True, slots=True)
class Look:
    """The area of a page, and how it is to be filled."""

    width: int
    height: int
    elder: bool
    language: Language

    @property
    def wide(self) -> bool:
        return self.width >= 1500

    @property
    def compact(self) -> bool:
        """Little height: a landscape screen, or only the lower half of a tall one."""
        return self.height < 1000

    @property
    def margin(self) -> int:
        return 120 if self.wide else 64

    def px(self, pixels: int) -> int:
        """Letters of a size, larger for elders."""
        return round(pixels * (ELDER_SCALE if self.elder else 1))

    def said(self, key: str, **places: object) -> str:
        return text(f"kiosk.{key}", self.language, **places)

    def either(self, zh: str, en: str) -> str:
        """A name of the hall's own, in the language of the screen if it has one there."""
        return zh if self.language is Language.ZH else en or zh


def font(pixels: int, bold: bool = False) -> QFont:
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made


def colour(name: str, alpha: int = 255) -> QColor:
    made = QColor(name)
    made.setAlpha(alpha)
    return made


def largest_fitting(fits: Callable[[int], bool], largest: int) -> tuple[int, bool]:
    """The largest size of letters that fits, and whether even the smallest allowed one does."""
    for pixels in range(largest, SMALLEST_LETTERS - 1, -2):
        if fits(pixels):
            return pixels, True
    return SMALLEST_LETTERS, False
