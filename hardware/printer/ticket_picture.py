"""What a roll of thermal paper looks like after a stream of operations."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from hardware.printer import escpos_parser as op
from hardware.printer.fonts import find_chinese_font

CELL_DOTS = 24
LINE_DOTS = 30
# From the head to the knife; the reason why a real ticket begins with an empty strip.
KNIFE_DOTS = 80
DOTS_PER_MM = 8
PAPER_DOTS = {384: 58 * DOTS_PER_MM, 576: 80 * DOTS_PER_MM}
_PAPER, _INK, _DESK = (252, 251, 247), (38, 36, 42), (205, 207, 210)
_DESK_DOTS, _TOOTH_DOTS = 36, 8


@dataclass
class _Head:
    """The print head above one ticket: how it stands, and the words that wait for the end of the line."""

    dots: int
    latin: tuple[int, int] = (1, 1)
    chinese: tuple[int, int] = (1, 1)
    bold: bool = False
    where: int = 0
    qr_module: int = 3
    qr_data: bytes = b""
    line: list[Image.Image] = field(default_factory=list)
    strips: list[Image.Image] = field(default_factory=list)

    def end_line(self) -> None:
        high = max((glyph.height for glyph in self.line), default=CELL_DOTS)
        strip = Image.new("L", (self.dots, high + LINE_DOTS - CELL_DOTS), 255)
        left = self._left(sum(glyph.width for glyph in self.line))
        for glyph in self.line:
            strip.paste(glyph, (left, high - glyph.height))
            left += glyph.width
        self.line.clear()
        self.strips.append(strip)

    def put(self, picture: Image.Image) -> None:
        if self.line:
            self.end_line()
        strip = Image.new("L", (self.dots, picture.height), 255)
        strip.paste(picture, (self._left(picture.width), 0))
        self.strips.append(strip)

    def say(self, text: str, font: ImageFont.FreeTypeFont) -> None:
        for character in text:
            glyph = self._glyph(character, font)
            if sum(each.width for each in self.line) + glyph.width > self.dots:
                self.end_line()
            self.line.append(glyph)

    def _glyph(self, character: str, font: ImageFont.FreeTypeFont) -> Image.Image:
        narrow = character.isascii()
        wide, high = self.latin if narrow else self.chinese
        cell = Image.new("1", (CELL_DOTS // 2 if narrow else CELL_DOTS, CELL_DOTS), 1)
        pen = ImageDraw.Draw(cell)
        for shift in (0, 1) if self.bold else (0,):
            pen.text((cell.width / 2 + shift, CELL_DOTS * 0.88), character, font=font, fill=0, anchor="ms")
        size = cell.width * wide, cell.height * high
        return cell.convert("L").resize(size, Image.Resampling.NEAREST)

    def _left(self, width: int) -> int:
        return max((0, (self.dots - width) // 2, self.dots - width)[min(self.where, 2)], 0)


def draw(operations: Iterable[op.Operation], dots: int) -> Image.Image:
    """The black dots of one ticket, without paper around them. Raises FontMissing."""
    head = _Head(dots)
    font = find_chinese_font().at(CELL_DOTS)
    for operation in operations:
        _move(head, operation, font)
    if head.line:
        head.end_line()
    return _stacked(head.strips, dots)


def _move(head: _Head, operation: op.Operation, font: ImageFont.FreeTypeFont) -> None:
    match operation:
        case op.Reset():
            head.latin = head.chinese = (1, 1)
            head.bold, head.where = False, 0
        case op.Justify(where):
            head.where = where
        case op.Bold(on):
            head.bold = on
        case op.LatinSize(wide, high):
            head.latin = (wide, high)
        case op.ChineseSize(wide, high):
            head.chinese = (wide, high)
        case op.Words(text):
            head.say(text, font)
        case op.LineEnd():
            head.end_line()
        case op.FeedLines(lines):
            head.put(Image.new("L", (head.dots, lines * LINE_DOTS), 255))
        case op.Raster(row_bytes, height, data):
            picture = Image.frombytes("1", (row_bytes * 8, height), bytes(byte ^ 0xFF for byte in data))
            head.put(picture.convert("L"))
        case op.QrCommand(function, parameters):
            _qr_step(head, function, parameters)
        case _:
            pass


def _qr_step(head: _Head, function: int, parameters: bytes) -> None:
    """C sets the module size, P stores the data, Q draws."""
    if function == ord("C"):
        head.qr_module = parameters[0]
    elif function == ord("P"):
        head.qr_data = parameters[1:]
    elif function == ord("Q") and head.qr_data:
        matrix = segno.make_qr(head.qr_data, error="m").matrix
        code = Image.new("L", (len(matrix), len(matrix)), 255)
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                code.putpixel((x, y), 0 if dark else 255)
        side = len(matrix) * head.qr_module
        head.put(code.resize((side, side), Image.Resampling.NEAREST))


def _stacked(strips: list[Image.Image], dots: int) -> Image.Image:
    whole = Image.new("L", (dots, max(sum(strip.height for strip in strips), 1)), 255)
    top = 0
    for strip in strips:
        whole.paste(strip, (0, top))
        top += strip.height
    return whole


def on_paper(ticket: Image.Image) -> Image.Image:
    """The ticket as it lies on a desk: warm white paper, dark grey ink, a cut edge above and below."""
    width = PAPER_DOTS.get(ticket.width, ticket.width + 8 * DOTS_PER_MM)
    height = ticket.height + KNIFE_DOTS + KNIFE_DOTS // 2
    black = Image.new("L", (width, height), 255)
    black.paste(ticket, ((width - ticket.width) // 2, KNIFE_DOTS))
    # Heat spreads a little in the paper, so no dot has a sharp edge.
    black = black.filter(ImageFilter.GaussianBlur(0.5))
    paper = Image.composite(Image.new("RGB", black.size, _PAPER), Image.new("RGB", black.size, _INK), black)
    shape = _cut_shape(width, height)
    desk = Image.new("RGB", (width + 2 * _DESK_DOTS, height + 2 * _DESK_DOTS), _DESK)
    shade = Image.new("L", desk.size, 0)
    shade.paste(shape.point(lambda grey: grey * 90 // 255), (_DESK_DOTS + 4, _DESK_DOTS + 6))
    desk.paste((60, 60, 64), mask=shade.filter(ImageFilter.GaussianBlur(9)))
    desk.paste(paper, (_DESK_DOTS, _DESK_DOTS), shape)
    return desk


def _cut_shape(width: int, height: int) -> Image.Image:
    shape = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(shape)
    for left in range(0, width, 2 * _TOOTH_DOTS):
        middle, right = left + _TOOTH_DOTS, left + 2 * _TOOTH_DOTS
        pen.polygon(((left, 0), (right, 0), (middle, _TOOTH_DOTS // 2)), fill=0)
    return ImageChops.darker(shape, shape.transpose(Image.Transpose.FLIP_TOP_BOTTOM))


def words_of(operations: Iterable[op.Operation]) -> str:
    """The ticket as plain text; a drawn part is told as its size in dots."""
    text = ""
    for operation in operations:
        match operation:
            case op.Words(words):
                text += words
            case op.LineEnd():
                text += "\n"
            case op.FeedLines(lines):
                text += "\n" * lines
            case op.Raster(row_bytes, height, _):
                text += f"[picture {row_bytes * 8} x {height}]\n"
            case op.QrCommand(function, parameters) if function == ord("P"):
                text += f"[QR {parameters[1:].decode('utf-8', 'replace')}]"
            case _:
                pass
    return text
