"""From a port in the settings to a driver: the one place that chooses.

Every function takes a device URL and gives None for `none://`, that is, for a device the hall does not have.
Drivers are imported when they are chosen, so that a program loads no library of a device it lacks.
"""

from functools import partial
from pathlib import Path

from hardware.id_reader.interface import IdCardReader
from hardware.light.interface import Light
from hardware.printer.interface import TicketPrinter
from hardware.speech.interface import Speaker
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

PRINTER_OPTIONS = ("rom", "text", "qr", "paper", "status", "confirm", "slip_seconds", "font")
PRINTER_FORMS = (
    "tcp://HOST:9100, serial:///dev/ttyUSB0?baud=9600&flow=dsrdtr|rtscts|xonxoff|none, usb://0416:5011, "
    "file:///dev/usb/lp0?status=none, sim://, none://"
)


def build_printer(url: str) -> TicketPrinter | None:
    """A ticket printer. Options of real ones, the first being the default:

    rom=gb18030|gbk|gb2312   text=auto|raster   qr=image|native   paper=80|58 (mm)   font=FILE
    status=ask|none (never answers)   confirm=printed|sent (does not know GS r)   slip_seconds=20
    """
    where = parse(url)
    match where.scheme:
        case Scheme.NONE:
            return None
        case Scheme.SIM:
            where.allow_only("sheets")
            from hardware.printer.simulator import SimulatedPrinter

            return SimulatedPrinter(sheets_left=where.whole("sheets", 1000))
        case Scheme.TCP | Scheme.USB | Scheme.FILE:
            where.allow_only(*PRINTER_OPTIONS)
            return _escpos_printer(where)
        case Scheme.SERIAL:
            where.allow_only("baud", "flow", *PRINTER_OPTIONS)
            return _escpos_printer(where)
        case _:
            raise BadDeviceUrl(url, "not a printer", PRINTER_FORMS)


def _escpos_printer(where: DeviceUrl) -> TicketPrinter:
    from hardware.printer.escpos_line import open_printer_line, require_library, serial_settings
    from hardware.printer.escpos_printer import EscposPrinter, Patience, Questions
    from hardware.printer.fonts import FontFace
    from hardware.printer.frames import FontRom
    from hardware.printer.typeset import PaperWidth, QrMode, TextMode, Typesetter

    font = where.options.get("font")
    typesetter = Typesetter(
        paper=PaperWidth(int(where.choice("paper", "80", "58"))),
        rom=FontRom(where.choice("rom", "gb18030", "gbk", "gb2312")),
        text_mode=TextMode(where.choice("text", "auto", "raster")),
        qr_mode=QrMode(where.choice("qr", "image", "native")),
        face=FontFace(Path(font)) if font else None,
    )
    asks = where.choice("status", "ask", "none") == "ask"
    if where.scheme is Scheme.FILE and asks:
        raise BadDeviceUrl(where.text, "a file cannot be asked for its status", f"{where.text}?status=none")
    if where.scheme is Scheme.SERIAL:
        serial_settings(where)
    require_library(where)
    questions = Questions(status=asks, printed=where.choice("confirm", "printed", "sent") == "printed")
    patience = Patience(slip=where.seconds("slip_seconds", Patience().slip))
    return EscposPrinter(partial(open_printer_line, where), typesetter, questions, patience)


def build_id_reader(url: str) -> IdCardReader | None:
    """An ID card reader: `sim://`, or `sim://?control=PORT` to insert cards from outside."""
    where = parse(url)
    match where.scheme:
        case Scheme.NONE:
            return None
        case Scheme.SIM:
            where.allow_only("control")
            from hardware.id_reader.simulator import ControlledIdReader, SimulatedIdReader

            if "control" in where.options:
                return ControlledIdReader(where.whole("control", 0))
            return SimulatedIdReader()
        case _:
            raise BadDeviceUrl(url, "not an ID card reader", "sim://, sim://?control=PORT, none://")


def build_speaker(url: str) -> Speaker | None:
    """A voice: `espeak://`, `espeak://?wav=DIR`, `qt://?engine=NAME`, `silent://?log=FILE`."""
    where = parse(url)
    match where.scheme:
        case Scheme.NONE:
            return None
        case Scheme.ESPEAK:
            where.allow_only("wav")
            from hardware.speech.espeak import EspeakSpeaker

            folder = where.options.get("wav")
            return EspeakSpeaker(Path(folder) if folder else None)
        case Scheme.QT:
            where.allow_only("engine")
            from hardware.speech.qt_speech import QtSpeaker

            return QtSpeaker(where.options.get("engine", ""))
        case Scheme.SILENT | Scheme.SIM:
            where.allow_only("log")
            from hardware.speech.silent import SilentSpeaker, forget, log_to

            log = where.options.get("log")
            return SilentSpeaker(log_to(Path(log)) if log else forget)
        case _:
            allowed = "espeak://?wav=DIR, qt://?engine=NAME, silent://?log=FILE, none://"
            raise BadDeviceUrl(url, "not a voice", allowed)


def build_light(url: str) -> Light | None:
    """An indicator light: only simulated so far."""
    where = parse(url)
    match where.scheme:
        case Scheme.NONE:
            return None
        case Scheme.SIM:
            where.allow_only()
            from hardware.light.simulator import SimulatedLight

            return SimulatedLight()
        case _:
            raise BadDeviceUrl(url, "not a light", "sim://, none://")
