"""From a URL in the settings to what stands at a window: the part of `hardware.build` for keypads and
evaluators."""

from collections.abc import Callable

from hardware.call_box.interface import CallBox
from hardware.evaluator.interface import Evaluator
from hardware.transport.by_scheme import device_of
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

CALL_BOX_OPTIONS = ("baud", "echo", "repeat", "confirms", "longest", "address")
CALL_BOX_FORMS = (
    "serial:///dev/ttyUSB0?baud=9600, tcp://HOST:PORT, evdev:///dev/input/by-id/NAME-event-kbd, "
    "sim://, none://"
)


def build_call_box(url: str) -> CallBox | None:
    """Call keypads. Options of those on an RS-485 line, the first being the default:

    baud=9600   echo=no|yes (the adapter hears itself)   confirms=no|yes (keypads answer)
    repeat=0.5 (s in which the same key is the same press)   longest=5 (LEN of a frame from a keypad)
    address=1 (which keypad on the line a program that serves one window has; for a numeric pad, which
    window's keypad it stands for).
    """
    makers: dict[Scheme, Callable[[DeviceUrl], CallBox]] = {
        Scheme.SIM: _simulated_call_box,
        Scheme.EVDEV: _pad,
        Scheme.SERIAL: _keypads,
        Scheme.TCP: _keypads,
    }
    return device_of(url, "a call keypad", CALL_BOX_FORMS, makers)


def _simulated_call_box(where: DeviceUrl) -> CallBox:
    where.allow_only()
    from hardware.call_box.simulator import SimulatedCallBox

    return SimulatedCallBox()


def _pad(where: DeviceUrl) -> CallBox:
    where.allow_only("address")
    from hardware.call_box.evdev_pad import EvdevPad

    return EvdevPad(where.path, where.whole("address", 1))


def _keypads(where: DeviceUrl) -> CallBox:
    where.allow_only(*CALL_BOX_OPTIONS)
    keypad_address(where.text)
    from hardware.call_box.rs485_call_box import BusRules, Rs485CallBox
    from hardware.transport.opening import line_opener

    rules = BusRules(
        repeat=where.seconds("repeat", BusRules().repeat),
        confirms=where.choice("confirms", "no", "yes") == "yes",
        longest=where.whole("longest", BusRules().longest),
    )
    return Rs485CallBox(line_opener(where), rules)


def keypad_address(url: str) -> int:
    """The keypad of a program that serves one window."""
    where = parse(url)
    address = where.whole("address", 1)
    if address > 255:
        raise BadDeviceUrl(url, f"address={address} is more than 255", "address=1")
    return address


EVALUATOR_FORMS = "serial:///dev/ttyUSB0?keys=31:5,32:4,33:3,34:2, tcp://HOST:PORT, sim://, none://"


def build_evaluator(url: str) -> Evaluator | None:
    """An evaluator with keys. Options of a real one, bytes in hexadecimal, the first being the default:

    keys=31:5,32:4,33:3,34:2 (what a key sends : stars)   start= (sent when a rating is asked for)
    stop= (sent when it is over)   baud=9600
    """
    makers: dict[Scheme, Callable[[DeviceUrl], Evaluator]] = {
        Scheme.SIM: _simulated_evaluator,
        Scheme.SERIAL: _serial_evaluator,
        Scheme.TCP: _serial_evaluator,
    }
    return device_of(url, "an evaluator", EVALUATOR_FORMS, makers)


def _simulated_evaluator(where: DeviceUrl) -> Evaluator:
    where.allow_only()
    from hardware.evaluator.simulator import SimulatedEvaluator

    return SimulatedEvaluator()


def _serial_evaluator(where: DeviceUrl) -> Evaluator:
    where.allow_only("keys", "start", "stop", "baud", "echo")
    from hardware.evaluator.frames import BadKeys, read_dialect
    from hardware.evaluator.serial_evaluator import SerialEvaluator
    from hardware.transport.opening import line_opener

    try:
        dialect = read_dialect(where.options)
    except BadKeys as error:
        raise BadDeviceUrl(where.text, str(error), EVALUATOR_FORMS) from error
    return SerialEvaluator(line_opener(where), dialect)
