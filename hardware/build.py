"""From a port in the settings to a driver: the one place that chooses.

Every function takes a device URL and gives None for `none://`, that is, for a device the hall does not have.
Drivers are imported when they are chosen, so that a program loads no library of a device it lacks.
"""

from functools import partial
from pathlib import Path

from hardware.build_displays import build_led as build_led
from hardware.build_displays import build_light as build_light
from hardware.build_displays import led_bus as led_bus
from hardware.build_keypads import build_call_box as build_call_box
from hardware.build_keypads import build_evaluator as build_evaluator
from hardware.build_readers import build_id_reader as build_id_reader
from hardware.build_readers import build_scanner as build_scanner
from hardware.build_voice import build_speaker as build_speaker
from hardware.printer.interface import TicketPrinter
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
