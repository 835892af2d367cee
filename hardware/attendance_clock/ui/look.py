"""Colours, letters and the style of the clock's screen: calm, and readable from an arm's length and more."""

from PySide6.QtGui import QColor, QFont

NAVY, BLUE, PALE, PAPER = "#0A2E5C", "#114B92", "#EAF0F8", "#F5F7FA"
WHITE, INK, QUIET, LINE = "#FFFFFF", "#12233A", "#3D4D63", "#C5D0DE"
GREEN, MINT, RUST, CREAM, AMBER = "#0B5B3B", "#E3F3EA", "#7A3200", "#FFF1DC", "#F0A43A"
FAMILIES = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei"]


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


STYLE = f"""
#clock {{ background: {PAPER}; }}
#clock QLabel {{ color: {INK}; }}
#head {{ background: {NAVY}; }}
#head QLabel {{ color: {WHITE}; }}
#band {{ background: {CREAM}; border-bottom: 3px solid {AMBER}; padding: 8px 24px; }}
#clock #band {{ color: {RUST}; }}
#more, #consent_version, #date, #privacy, #seconds {{ color: {QUIET}; }}
#panel {{ background: {WHITE}; border: 2px solid {LINE}; border-radius: 24px; }}
#panel[mood="good"] {{ background: {GREEN}; border-color: {GREEN}; }}
#panel[mood="good"] QLabel {{ color: {WHITE}; }}
#panel[mood="late"] {{ background: {CREAM}; border-color: {AMBER}; border-width: 4px; }}
#panel[mood="late"] QLabel {{ color: {RUST}; }}
#panel[mood="late"] #name {{ color: {INK}; }}
#panel[mood="bad"] {{ background: {CREAM}; border-color: {AMBER}; border-width: 4px; }}
#panel[mood="bad"] #big {{ color: {RUST}; }}
#field {{ background: {PAPER}; border: 3px solid {BLUE}; border-radius: 14px; padding: 0 18px; }}
#field[wrong="true"] {{ border-color: {RUST}; }}
QPushButton {{ background: {WHITE}; color: {NAVY}; border: 2px solid {LINE}; border-radius: 16px; }}
QPushButton {{ padding: 4px 10px; }}
QPushButton:pressed {{ background: {PALE}; border-color: {BLUE}; }}
QPushButton:disabled {{ background: #E1E6ED; color: #4A5668; border-color: {LINE}; }}
QPushButton:focus {{ border-color: {BLUE}; }}
QPushButton[main="true"] {{ background: {BLUE}; color: {WHITE}; border-color: {BLUE}; }}
QPushButton[main="true"]:pressed {{ background: {NAVY}; }}
QPushButton[main="true"]:disabled {{ background: #E1E6ED; color: #4A5668; border-color: {LINE}; }}
#head QPushButton {{ background: {NAVY}; color: {WHITE}; border-color: #5F80AB; }}
#card {{ background: {PALE}; border: 2px dashed {BLUE}; }}
#not_me {{ background: {WHITE}; color: {INK}; border: 3px solid {WHITE}; }}
#not_me[mood="late"] {{ border-color: {RUST}; }}
"""
