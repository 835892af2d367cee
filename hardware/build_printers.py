"""From a port in the settings to a ticket printer; a part of `hardware.build`."""

from functools import partial

from hardware.printer.interface import TicketPrinter
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

SLIP_OPTIONS = ("rom", "text", "qr", "paper")
PRINTER_OPTIONS = (
    *SLIP_OPTIONS,
    *("status", "confirm", "slip_seconds", "font", "model"),
    *("cut", "feed", "asb", "discard", "spacing", "dots", "near_end"),
)
SPOOLER_OPTIONS = (*SLIP_OPTIONS, "slip_seconds", "font", "model", "cut", "feed", "spacing", "dots")
PRINTER_FORMS = (
    "tcp://HOST:9100?model=MODEL, serial:///dev/ttyUSB0?baud=9600&flow=dsrdtr|rtscts|xonxoff|none, "
    "usb://0416:5011, file:///dev/usb/lp0?status=none, spooler://PRINTER%20NAME, sim://, none://"
)


def build_printer(url: str) -> TicketPrinter | None:
    """A ticket printer. Options of real ones; what is not given is taken from the profile of the model:

    model=generic|epson-tm-t88vi|… (`hardware/printer/profiles.toml` lists and explains them)
    rom=gb18030|gbk|gb2312   text=auto|raster   qr=image|native   paper=80|58 (mm)   dots=576 (across)
    font=FILE   cut=feed|feed-full|partial|full|esc-i|esc-m|none   feed=0 (lines before the cut)
    status=ask|none (never answers)   confirm=printed|sent (does not know GS r)   slip_seconds=20
    asb=on|off   discard=none|dle-dc4|dle-enq   spacing=on|off   near_end=4 (metres of paper left)
    """
    where = parse(url)
    match where.scheme:
        case Scheme.NONE:
            return None
        case Scheme.SIM:
            where.allow_only("sheets", "near")
            from hardware.printer.simulator import SimulatedPrinter

            return SimulatedPrinter(
                sheets_left=where.whole("sheets", 1000), near_end_sheets=where.whole("near", 20)
            )
        case Scheme.TCP | Scheme.USB | Scheme.FILE:
            where.allow_only(*PRINTER_OPTIONS)
            return _escpos_printer(where)
        case Scheme.SERIAL:
            where.allow_only("baud", "flow", *PRINTER_OPTIONS)
            return _escpos_printer(where)
        case Scheme.SPOOLER:
            where.allow_only(*SPOOLER_OPTIONS)
            return _spooler_printer(where)
        case _:
            raise BadDeviceUrl(url, "not a printer", PRINTER_FORMS)


def printer_model(url: str) -> str:
    """What the settings say the printer is, in words; empty for one that is not real."""
    where = parse(url)
    if where.scheme in (Scheme.NONE, Scheme.SIM):
        return ""
    from hardware.printer.settings import profile_of

    return profile_of(where).title


def _escpos_printer(where: DeviceUrl) -> TicketPrinter:
    from hardware.printer import settings
    from hardware.printer.escpos_line import open_printer_line, require_library, serial_settings
    from hardware.printer.escpos_printer import EscposPrinter
    from hardware.printer.paper_left import PaperLeft

    profile = settings.profile_of(where)
    typesetter = settings.typesetter(where, profile)
    questions = settings.questions(where, profile)
    if where.scheme is Scheme.FILE and questions.status:
        raise BadDeviceUrl(
            where.text,
            "a file cannot be asked for its status",
            f"{where.text}{'&' if where.options else '?'}status=none",
        )
    if where.scheme is Scheme.SERIAL:
        serial_settings(where)
    require_library(where)
    return EscposPrinter(
        partial(open_printer_line, where),
        typesetter,
        questions,
        settings.patience(where),
        paper=PaperLeft(near_end_mm=settings.metres(where, "near_end", profile.near_end) * 1000),
    )


def _spooler_printer(where: DeviceUrl) -> TicketPrinter:
    from hardware.printer import settings
    from hardware.printer.spooler_printer import SpoolerPrinter

    typesetter = settings.typesetter(where, settings.profile_of(where))
    return SpoolerPrinter(where.path, typesetter, settings.patience(where))
