"""Lines drawn as dots, for the printer that has no font for them."""

from dataclasses import dataclass
from functools import cache

import segno
from PIL import Image, ImageDraw, ImageFont

from hardware.printer.columns import width
from hardware.printer.fonts import FontFace, find_chinese_font
from hardware.printer.slip import Align

CELL_DOTS = 24
LINE_GAP_DOTS = 6
_QUIET_MODULES = 4
_DASH_DOTS, _DASH_GAP_DOTS, _RULE_DOTS, _RULE_ROWS = 8, 4, 2, 24


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Black dots, one bit each, rows padded to whole bytes."""

    row_bytes: int
    rows: bytes


def text_line(text: str, times: int, bold: bool, align: Align, dots: int, face: FontFace | None) -> Bitmap:
    """One line in cells of 12 x 24 dots (24 x 24 for Chinese), each multiplied by `times`.

    Cells, not the font's own widths: a drawn line stands in the same columns as its printed neighbours.
    """
    cell = CELL_DOTS * times
    picture = Image.new("L", (dots, cell + LINE_GAP_DOTS), 255)
    pen = ImageDraw.Draw(picture)
    font = _font(face or find_chinese_font(bold), cell)
    room = dots - width(text) * cell // 2
    left = {Align.LEFT: 0, Align.CENTRE: max(room // 2, 0), Align.RIGHT: max(room, 0)}[align]
    # The foot of a Chinese character stands at 0.88 of its cell, whatever ascent the font declares.
    baseline = round(cell * 0.88)
    for character in text:
        advance = width(character) * cell // 2
        pen.text((left + advance / 2, baseline), character, font=font, fill=0, anchor="ms")
        left += advance
    return bitmap(picture)


@cache
def _font(face: FontFace, dots: int) -> ImageFont.FreeTypeFont:
    return face.at(dots)


def rule(dots: int) -> Bitmap:
    """A dashed line, thinner than the printer's own row of hyphens."""
    picture = Image.new("L", (dots, _RULE_ROWS), 255)
    pen = ImageDraw.Draw(picture)
    top = (_RULE_ROWS - _RULE_DOTS) // 2
    for left in range(0, dots, _DASH_DOTS + _DASH_GAP_DOTS):
        pen.rectangle((left, top, left + _DASH_DOTS - 1, top + _RULE_DOTS - 1), fill=0)
    return bitmap(picture)


def qr_modules(data: str) -> int:
    """Modules along one side of the code, without its quiet zone."""
    return len(segno.make_qr(data, error="m").matrix)


def fitting_module(data: str, wished_dots: int, dots: int) -> int:
    """The wished size of a module, or the largest with which the code still fits on `dots`."""
    side = qr_modules(data) + 2 * _QUIET_MODULES
    return max(min(wished_dots, dots // side), 1)


def qr(data: str, module_dots: int, dots: int) -> Bitmap:
    """A QR code (correction level M) in the middle, with its quiet zone."""
    matrix = segno.make_qr(data, error="m").matrix
    side = len(matrix) + 2 * _QUIET_MODULES
    module = fitting_module(data, module_dots, dots)
    code = Image.new("L", (side, side), 255)
    for y, row in enumerate(matrix, _QUIET_MODULES):
        for x, dark in enumerate(row, _QUIET_MODULES):
            if dark:
                code.putpixel((x, y), 0)
    code = code.resize((side * module, side * module), Image.Resampling.NEAREST)
    picture = Image.new("L", (dots, code.height), 255)
    picture.paste(code, ((dots - code.width) // 2, 0))
    return bitmap(picture)


def bitmap(picture: Image.Image) -> Bitmap:
    """Dots of a grey picture: dark is black. No dithering, which would fray the letters."""
    dots = picture.convert("L").point(lambda grey: 255 if grey < 144 else 0).convert("1")
    return Bitmap((picture.width + 7) // 8, dots.tobytes())
