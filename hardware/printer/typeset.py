"""A slip becomes the bytes of one print job: the printer's own font where it has one, dots where not."""

from dataclasses import dataclass
from enum import Enum

from hardware.printer import columns, drawing, frames
from hardware.printer.fonts import FontFace
from hardware.printer.slip import Align, Feed, Pair, Qr, Rule, Slip, SlipLine, Text


class TextMode(Enum):
    """AUTO uses the printer's font; RASTER draws every line and so suits a printer nobody knows."""

    AUTO = "auto"
    RASTER = "raster"


class QrMode(Enum):
    """IMAGE works everywhere; NATIVE is shorter, for printers that can draw the code themselves."""

    IMAGE = "image"
    NATIVE = "native"


class PaperWidth(Enum):
    """The width of the roll in millimetres."""

    MM58 = 58
    MM80 = 80

    @property
    def dots(self) -> int:
        return {PaperWidth.MM58: 384, PaperWidth.MM80: 576}[self]

    @property
    def columns(self) -> int:
        return self.dots // (drawing.CELL_DOTS // 2)


@dataclass(frozen=True, slots=True)
class Style:
    """How the printer stands between two lines."""

    times: int = 1
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Typesetter:
    """The settings of one printer; `face` is looked for on this machine when not given."""

    paper: PaperWidth = PaperWidth.MM80
    rom: frames.FontRom = frames.FontRom.GB18030
    text_mode: TextMode = TextMode.AUTO
    qr_mode: QrMode = QrMode.IMAGE
    face: FontFace | None = None

    def job(self, slip: Slip) -> bytes:
        """The whole job, from reset to cut. Raises FontMissing if a line must be drawn and cannot be."""
        job = bytearray(frames.START)
        now = Style()
        for line in slip.lines:
            now = self._add(job, now, line)
        return bytes(job + frames.FEED_AND_CUT)

    def _add(self, job: bytearray, now: Style, line: SlipLine) -> Style:
        match line:
            case Text():
                wanted = Style(line.size, line.bold, line.align)
                for row in columns.wrap(frames.clean(line.text), self.paper.columns // line.size):
                    now = self._add_row(job, now, wanted, row)
            case Pair():
                left, right = frames.clean(line.left), frames.clean(line.right)
                for row in columns.pair(left, right, self.paper.columns):
                    now = self._add_row(job, now, Style(bold=line.bold), row)
            case Rule():
                job += _dots(drawing.rule(self.paper.dots))
            case Qr() if self.qr_mode is QrMode.NATIVE:
                job += _change(now, centred := Style(align=Align.CENTRE))
                module = drawing.fitting_module(line.data, line.module_dots, self.paper.dots)
                job += frames.native_qr(line.data.encode(), module) + frames.LINE_FEED
                return centred
            case Qr():
                job += _dots(drawing.qr(line.data, line.module_dots, self.paper.dots))
            case Feed():
                job += frames.feed(line.lines)
        return now

    def _add_row(self, job: bytearray, now: Style, wanted: Style, row: str) -> Style:
        encoded = self._in_rom(row, wanted.times)
        if encoded is None:
            style = wanted.times, wanted.bold, wanted.align
            job += _dots(drawing.text_line(row, *style, self.paper.dots, self.face))
            return now
        job += _change(now, wanted) + encoded + frames.LINE_FEED
        return wanted

    def _in_rom(self, row: str, times: int) -> bytes | None:
        if self.text_mode is TextMode.RASTER or (times > 2 and not row.isascii()):
            # Printers can double Chinese characters but not triple them.
            return None
        return frames.encode(row, self.rom)


def _change(now: Style, wanted: Style) -> bytes:
    """Only what differs: each command costs time on a slow serial line."""
    changes = bytearray()
    if wanted.times != now.times:
        changes += frames.size(wanted.times)
    if wanted.bold != now.bold:
        changes += frames.bold(wanted.bold)
    if wanted.align != now.align:
        changes += frames.align(wanted.align)
    return bytes(changes)


def _dots(picture: drawing.Bitmap) -> bytes:
    return frames.raster(picture.row_bytes, picture.rows)
