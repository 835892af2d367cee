"""Colours, letters and words of the panels. Main text stands at 7 : 1 or better on its ground."""

from collections.abc import Callable

from PySide6.QtGui import QFont

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from hardware.twins.status import Lamp

FAMILIES = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei"]
NAVY, INK, QUIET, LINE = "#0A2E5C", "#12233A", "#3D4D63", "#B9C6D6"
ROOM, CARD, WHITE, PALE = "#CBD3DC", "#F3F6FA", "#FFFFFF", "#E6EDF5"
BODY, BODY_EDGE, BODY_INK, BODY_QUIET = "#2B323B", "#171C22", "#F2F5F8", "#C6D0DB"
DESK = "#CDCFD2"
"""The table on which the pictures of tickets lie."""
HEAD_QUIET = "#D5E2F2"
LAMPS = {Lamp.GREEN: "#1E9E4A", Lamp.AMBER: "#E0920C", Lamp.RED: "#D22B1F", Lamp.DARK: "#7D8894"}
GLOW = "#FFD24A"

Both = tuple[str, str]
"""Chinese first, English beneath."""


def both(key: str, **places: object) -> Both:
    return text(f"twins.{key}", Language.ZH, **places), text(f"twins.{key}", Language.EN, **places)


def one_line(words: Both) -> str:
    return "  ".join(part for part in words if part)


def font(pixels: int, bold: bool = False) -> QFont:
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made


def fitting(fits: Callable[[int], bool], largest: int, smallest: int) -> int:
    """The largest size of letters that fits."""
    return next((pixels for pixels in range(largest, smallest, -1) if fits(pixels)), smallest)


def style_sheet() -> str:
    families = ", ".join(f'"{name}"' for name in FAMILIES)
    return f"""
    * {{ font-family: {families}; font-size: 13px; color: {INK}; }}
    #panel {{ background: {ROOM}; }}
    #card {{ background: {CARD}; border: 1px solid {LINE}; border-radius: 8px; }}
    #head {{ background: {NAVY}; border-top-left-radius: 7px; border-top-right-radius: 7px; }}
    #device {{ background: {BODY}; border: 1px solid {BODY_EDGE}; border-radius: 9px; }}
    #asks {{ color: {BODY_QUIET}; font-size: 12px; }}
    #asks[lit="true"] {{ color: {GLOW}; font-weight: 600; }}
    QLabel {{ background: transparent; }}
    QLabel[look="quiet"] {{ color: {QUIET}; font-size: 12px; }}
    QLineEdit {{ background: {WHITE}; border: 1px solid #7F8EA0; border-radius: 5px; padding: 3px 7px; }}
    QLineEdit:focus {{ border: 2px solid {NAVY}; padding: 2px 6px; }}
    """
