"""What simulated displays look like: every lamp of them, lit or dark."""

from PIL import Image, ImageDraw

from hardware.led.sim_screen import Shown
from hardware.printer.fonts import find_chinese_font

_LAMP, _GAP, _MARGIN, _LABEL = 5, 12, 14, 76
ROW_LAMPS = 16
_DARK, _CASE, _WALL, _INK = (38, 30, 30), (12, 12, 14), (58, 62, 68), (226, 230, 236)
_COLOURS = {
    "r": (255, 64, 48),
    "g": (64, 232, 88),
    "y": (255, 206, 48),
    "b": (72, 132, 255),
    "c": (64, 226, 232),
    "m": (238, 90, 230),
    "w": (244, 244, 244),
}


def picture(texts: dict[tuple[int, int], Shown], columns: int = 144) -> Image.Image:
    """A photograph of all displays, by address and row, one under the other. Raises FontMissing."""
    rows = sorted(texts) or [(0, 0)]
    width = max([columns, *(lamps_wide(texts[key]) for key in texts)])
    across = 2 * _MARGIN + _LABEL + width * _LAMP
    down = _MARGIN + len(rows) * (ROW_LAMPS * _LAMP + _GAP) - _GAP + _MARGIN
    image = Image.new("RGB", (across, down), _WALL)
    pen = ImageDraw.Draw(image)
    label = find_chinese_font().at(20)
    for number, key in enumerate(rows):
        top = _MARGIN + number * (ROW_LAMPS * _LAMP + _GAP)
        name = f"{key[0]:02}" if key[1] == 0 and (key[0], 1) not in texts else f"{key[0]:02}-{key[1]}"
        pen.text((_MARGIN, top + 26), name, fill=_INK, font=label)
        lamps = lamps_of(texts[key], width) if key in texts else Image.new("RGB", (width, ROW_LAMPS))
        _draw_lamps(pen, lamps, _MARGIN + _LABEL, top)
    return image


def lamps_wide(shown: Shown) -> int:
    return sum(_wide(character) for character in shown.text)


def _wide(character: str) -> int:
    return 8 if ord(character) < 0x80 else 16


def lamps_of(shown: Shown, width: int, unlit: tuple[int, int, int] = (0, 0, 0)) -> Image.Image:
    """One pixel a lamp, the text in the middle."""
    image = Image.new("RGB", (width, ROW_LAMPS), unlit)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1"
    chinese, latin = find_chinese_font().at(15), find_chinese_font(bold=True).at(14)
    left = max((width - lamps_wide(shown)) // 2, 0)
    for character, letter in zip(shown.text, shown.colours, strict=True):
        font = latin if ord(character) < 0x80 else chinese
        middle = (left + _wide(character) / 2, ROW_LAMPS / 2 - 1)
        pen.text(middle, character, fill=_COLOURS.get(letter, _COLOURS["w"]), font=font, anchor="mm")
        left += _wide(character)
    return image


def _draw_lamps(pen: ImageDraw.ImageDraw, lamps: Image.Image, left: int, top: int) -> None:
    across, down = lamps.width * _LAMP, lamps.height * _LAMP
    pen.rectangle((left - 4, top - 4, left + across + 3, top + down + 3), fill=_CASE)
    for y in range(lamps.height):
        for x in range(lamps.width):
            value = lamps.getpixel((x, y))
            colour = value if isinstance(value, tuple) and any(value) else _DARK
            at = (left + x * _LAMP, top + y * _LAMP)
            pen.ellipse((*at, at[0] + _LAMP - 2, at[1] + _LAMP - 2), fill=colour)
