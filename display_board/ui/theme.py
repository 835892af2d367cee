"""Colours and letters of the boards: few, bright on near-black, readable on an LED wall."""

from PySide6.QtGui import QColor, QFont

FAMILIES = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "sans-serif",
]

BACKGROUND = QColor("#03060c")
PANEL = QColor("#0b1424")
STRIPE = QColor("#121f36")
HEADING = QColor("#123a7c")
TEXT = QColor("#ffffff")
SECOND = QColor("#b9c8e0")
NUMBER = QColor("#ffe15a")
WINDOW = QColor("#6ff5c0")
AMBER = QColor("#ffb300")
INK = QColor("#000000")
PAUSED = QColor("#8f1420")
NEWEST = QColor("#1d3560")


def letters(pixels: int, *, bold: bool = True) -> QFont:
    """The board's letters at a height in pixels."""
    font = QFont(FAMILIES)
    font.setPixelSize(max(1, pixels))
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Medium)
    return font
