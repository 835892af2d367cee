"""A slip becomes the bytes of one print job: the printer's own font where it has one, dots where not."""

from dataclasses import dataclass, field
from enum import Enum

from hardware.printer import columns, drawing, frames
from hardware.printer.fonts import FontFace
from hardware.printer.slip import Align, Feed, Pair, Qr, Rule, Slip, SlipLine, Text

LINE_DOTS = drawing.CELL_DOTS + drawing.LINE_GAP_DOTS
KNIFE_MM = 15.0
"""From the print head to the knife: the blank strip with which every ticket begins."""


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


@dataclass(frozen=True, slots=True)
class Style:
    """How the printer stands between two lines."""

    times: int = 1
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Head:
    """How a model begins and ends a slip. `dots` across where it has not the usual 384 or 576."""

    dots: int | None = None
    dots_per_mm: float = 8.0
    cut: frames.Cut = frames.Cut.FEED
    feed: int = 0
    report_changes: bool = False
    set_spacing: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What goes to the printer for one slip, and how much paper that takes."""

    data: bytes
    length_mm: float


@dataclass
class _Sheet:
    """A job that is being written; `height` in dots."""

    data: bytearray
    height: int = 0

    def add(self, data: bytes, height: int = 0) -> None:
        self.data += data
        self.height += height

    def picture(self, dots: drawing.Bitmap) -> None:
        self.add(frames.raster(dots.row_bytes, dots.rows), len(dots.rows) // dots.row_bytes)


@dataclass(frozen=True, slots=True)
class Typesetter:
    """The settings of one printer; `face` is looked for on this machine when not given."""

    paper: PaperWidth = PaperWidth.MM80
    rom: frames.FontRom = frames.FontRom.GB18030
    text_mode: TextMode = TextMode.AUTO
    qr_mode: QrMode = QrMode.IMAGE
    face: FontFace | None = None
    head: Head = field(default_factory=Head)

    @property
    def dots(self) -> int:
        """Across the paper."""
        return self.head.dots or self.paper.dots

    @property
    def columns(self) -> int:
        return self.dots // (drawing.CELL_DOTS // 2)

    def job(self, slip: Slip) -> Job:
        """The whole job, from reset to cut. Raises FontMissing if a line must be drawn and cannot be."""
        sheet = _Sheet(bytearray(frames.start(self.head.report_changes, self.head.set_spacing)))
        now = Style()
        for line in slip.lines:
            now = self._add(sheet, now, line)
        sheet.add(self.cut, self.head.feed * LINE_DOTS)
        knife_mm = KNIFE_MM if self.head.cut.feeds else 0.0
        return Job(bytes(sheet.data), sheet.height / self.head.dots_per_mm + knife_mm)

    @property
    def cut(self) -> bytes:
        return frames.cut(self.head.cut, self.head.feed)

    def _add(self, sheet: _Sheet, now: Style, line: SlipLine) -> Style:
        match line:
            case Text():
                wanted = Style(line.size, line.bold, line.align)
                wrap = columns.wrap_evenly if line.align is Align.CENTRE else columns.wrap
                for row in wrap(frames.clean(line.text), self.columns // line.size):
                    now = self._add_row(sheet, now, wanted, row)
            case Pair():
                left, right = frames.clean(line.left), frames.clean(line.right)
                for row in columns.pair(left, right, self.columns):
                    now = self._add_row(sheet, now, Style(bold=line.bold), row)
            case Rule():
                sheet.picture(drawing.rule(self.dots))
            case Qr():
                return self._add_qr(sheet, now, line)
            case Feed():
                sheet.add(frames.feed(line.lines), line.lines * LINE_DOTS)
        return now

    def _add_qr(self, sheet: _Sheet, now: Style, line: Qr) -> Style:
        data = frames.clean(line.data)
        if not data:
            return now
        if self.qr_mode is QrMode.IMAGE:
            sheet.picture(drawing.qr(data, line.module_dots, self.dots))
            return now
        centred = Style(align=Align.CENTRE)
        module = drawing.fitting_module(data, line.module_dots, self.dots)
        height = drawing.qr_modules(data) * module + LINE_DOTS
        sheet.add(_change(now, centred) + frames.native_qr(data.encode(), module) + frames.LINE_FEED, height)
        return centred

    def _add_row(self, sheet: _Sheet, now: Style, wanted: Style, row: str) -> Style:
        encoded = self._in_rom(row, wanted.times)
        if encoded is None:
            style = wanted.times, wanted.bold, wanted.align
            sheet.picture(drawing.text_line(row, *style, self.dots, self.face))
            return now
        height = wanted.times * drawing.CELL_DOTS + drawing.LINE_GAP_DOTS
        sheet.add(_change(now, wanted) + encoded + frames.LINE_FEED, height)
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
