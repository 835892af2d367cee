"""From a port in the settings to a reader of ID cards or a scanner of codes; a part of `hardware.build`."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from hardware.id_reader.interface import IdCardReader
from hardware.scanner.code_lines import CodeRules, End
from hardware.scanner.interface import CodeScanner
from hardware.transport.by_scheme import device_of
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

ID_READER_OPTIONS = ("removal", "hold", "tries", "rest", "appended", "packet", "photo")
ID_READER_FORMS = (
    "sam+serial:///dev/ttyUSB0, sam+serial://COM3?baud=115200, sam+tcp://HOST:PORT, pcsc://?name=PART, "
    "sim://, sim://?control=PORT, none://"
)


def build_id_reader(url: str) -> IdCardReader | None:
    """An ID card reader: `sim://`, or `sim://?control=PORT` to insert cards from outside; or a real one.

    Options of `sam+serial` and `sam+tcp` (a serial server), the first being the default:
    baud=auto|115200|57600|38400|19200|9600 (serial only)   photo=drop|raw|MODULE:FUNCTION (a decoder)
    removal=hold|find|ask   hold=2 (s)   tries=3   rest=3 (s)   appended=no|first|last   packet=no|80|88
    Of `pcsc`: name= (part of the reader's name)   command=FFB0000000   offset=4   photo=   tries=3
    """
    if url.startswith("sam+"):
        return _sam_reader(url)
    makers: dict[Scheme, Callable[[DeviceUrl], IdCardReader]] = {
        Scheme.SIM: _simulated_reader,
        Scheme.PCSC: _pcsc_reader,
    }
    return device_of(url, "an ID card reader", ID_READER_FORMS, makers)


def _simulated_reader(where: DeviceUrl) -> IdCardReader:
    from hardware.id_reader.simulator import SimulatedIdReader

    return SimulatedIdReader(_control_port(where))


def _control_port(where: DeviceUrl) -> int | None:
    where.allow_only("control")
    return where.whole("control", 0) if "control" in where.options else None


def _sam_reader(url: str) -> IdCardReader:
    from hardware.id_reader.frames import BAUD_RATES
    from hardware.id_reader.photo import keeper
    from hardware.id_reader.presence import Limits, Removal
    from hardware.id_reader.sam_reader import Model, SamReader
    from hardware.transport.opening import line_opener

    try:
        where = replace(parse(url.removeprefix("sam+")), text=url)
    except BadDeviceUrl as error:
        raise BadDeviceUrl(url, error.why, ID_READER_FORMS) from error
    speeds = [where]
    if where.scheme is Scheme.SERIAL:
        where.allow_only("baud", *ID_READER_OPTIONS)
        chosen = where.choice("baud", "auto", *map(str, BAUD_RATES))
        rates = map(str, BAUD_RATES) if chosen == "auto" else [chosen]
        speeds = [replace(where, options=MappingProxyType({**where.options, "baud": rate})) for rate in rates]
    elif where.scheme is Scheme.TCP:
        where.allow_only(*ID_READER_OPTIONS)
    else:
        raise BadDeviceUrl(url, "not an ID card reader", ID_READER_FORMS)
    model = Model(
        removal=Removal(where.choice("removal", "hold", "find", "ask")),
        appended={"no": None, "first": 0, "last": -1}[where.choice("appended", "no", "first", "last")],
        packet={"no": None, "80": 0x50, "88": 0x58}[where.choice("packet", "no", "80", "88")],
        limits=Limits(
            hold=where.seconds("hold", Limits().hold),
            tries=max(where.whole("tries", Limits().tries), 1),
            rest=where.seconds("rest", Limits().rest),
        ),
    )
    photo = keeper(where.options.get("photo", "drop"))
    return SamReader([line_opener(each) for each in speeds], model, keep_photo=photo)


def _pcsc_reader(where: DeviceUrl) -> IdCardReader:
    where.allow_only("name", "command", "offset", "photo", "tries")
    from hardware.id_reader.pcsc_reader import Memory, PcscReader, SmartcardPort
    from hardware.id_reader.photo import keeper

    try:
        command = bytes.fromhex(where.options.get("command", Memory().command.hex()))
    except ValueError as error:
        raise BadDeviceUrl(where.text, f"command: {error}", "command=FFB0000000") from error
    photo = where.options.get("photo", "drop")
    memory = Memory(command, where.whole("offset", Memory().offset), photo != "drop")
    port = SmartcardPort(where.options.get("name", ""))
    return PcscReader(port, memory, keeper(photo), max(where.whole("tries", 3), 1))


SCANNER_OPTIONS = ("end", "prefix", "suffix", "encoding", "silence", "repeat")
SCANNER_FORMS = (
    "serial:///dev/ttyACM0?baud=9600, tcp://HOST:PORT, wedge://, sim://, sim://?control=PORT, none://"
)


def build_scanner(url: str) -> CodeScanner | None:
    """A scanner of QR codes and barcodes. Options of real ones, the first being the default:

    end=any|cr|lf|crlf|silence   prefix=   suffix= (percent-encoded)   encoding=utf-8|gb18030|ascii
    silence=0.2 (s)   repeat=3 (s in which the same code is the same scan)   baud=9600 (serial only)
    Of `wedge` (it types like a keyboard): prefix=   suffix=   repeat=3   gap=0.05 (s between two of its keys)
    shortest=4 (characters)   enter=yes|no
    """
    makers: dict[Scheme, Callable[[DeviceUrl], CodeScanner]] = {
        Scheme.SIM: _simulated_scanner,
        Scheme.WEDGE: _wedge,
        Scheme.SERIAL: _serial_scanner,
        Scheme.TCP: _serial_scanner,
    }
    return device_of(url, "a code scanner", SCANNER_FORMS, makers)


def _simulated_scanner(where: DeviceUrl) -> CodeScanner:
    from hardware.scanner.simulator import SimulatedScanner

    return SimulatedScanner(_control_port(where))


def _wedge(where: DeviceUrl) -> CodeScanner:
    where.allow_only("prefix", "suffix", "repeat", "gap", "shortest", "enter")
    from hardware.scanner.wedge import WedgeRules, WedgeScanner

    return WedgeScanner(
        WedgeRules(
            gap=where.seconds("gap", WedgeRules().gap),
            shortest=where.whole("shortest", WedgeRules().shortest),
            ends_by_silence=where.choice("enter", "yes", "no") == "no",
            code=_code_rules(where),
        )
    )


def _serial_scanner(where: DeviceUrl) -> CodeScanner:
    where.allow_only(*SCANNER_OPTIONS, *(["baud"] if where.scheme is Scheme.SERIAL else []))
    from hardware.scanner.serial_scanner import SerialScanner
    from hardware.transport.opening import line_opener

    return SerialScanner(line_opener(where), _code_rules(where))


def _code_rules(where: DeviceUrl) -> CodeRules:
    return CodeRules(
        end=End(where.choice("end", *(each.value for each in End))),
        prefix=where.options.get("prefix", ""),
        suffix=where.options.get("suffix", ""),
        encoding=where.choice("encoding", "utf-8", "gb18030", "ascii"),
        silence=where.seconds("silence", CodeRules().silence),
        repeat=where.seconds("repeat", CodeRules().repeat),
    )
