"""From the options of a device URL to a protocol with its settings."""

from dataclasses import replace

from hardware.led.card import LedCard
from hardware.led.interface import Blinking, Manner
from hardware.led.led_text import Charset
from hardware.transport.port_owner import PortRules
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme

LED_FORMS = (
    "onbon+tcp://HOST:5005, onbon+udp://HOST:5007, onbon+serial:///dev/ttyUSB0?baud=57600, "
    "huidu+tcp://HOST:10001, strip+serial:///dev/ttyUSB0?baud=9600, strip+tcp://HOST:PORT, "
    "modbus+serial://…, modbus+tcp://HOST:502, cpower+serial://…, cpower+tcp://HOST:5200, "
    "template+serial://…?spec=FILE|strip|a0-90|relay, sim://, none://"
)
_PANEL = ("width", "height", "rows")
_COMMON = ("baud", "echo", "blink", "phase_ms", "refresh_seconds", "answer_seconds", "gap_ms", "tries")
_OPTIONS: dict[str, tuple[str, ...]] = {
    "onbon": (*_PANEL, "card", "device", "charset", "effect", "status", "check_seconds"),
    "huidu": (*_PANEL, "font", "size", "update", "version", "piece", "check_seconds"),
    "strip": ("parameters", "blink_parameters", "checksum", "charset", "longest"),
    "modbus": ("framing", "register", "encoding", "digits"),
    "cpower": (*_PANEL, "length", "id_code", "font", "charset"),
    "template": ("spec",),
}
_WIRES: dict[str, tuple[Scheme, ...]] = {
    "onbon": (Scheme.TCP, Scheme.UDP, Scheme.SERIAL),
    "huidu": (Scheme.TCP,),
    "strip": (Scheme.SERIAL, Scheme.TCP),
    "modbus": (Scheme.SERIAL, Scheme.TCP),
    "cpower": (Scheme.SERIAL, Scheme.TCP),
    "template": (Scheme.SERIAL, Scheme.TCP, Scheme.UDP),
}


def led_card(protocol: str, where: DeviceUrl) -> tuple[LedCard, PortRules]:
    """Raises BadDeviceUrl, which names what is allowed."""
    if protocol not in _OPTIONS or where.scheme not in _WIRES[protocol]:
        raise BadDeviceUrl(where.text, "not an LED display", LED_FORMS)
    where.allow_only(*_COMMON, *_OPTIONS[protocol])
    match protocol:
        case "onbon":
            card, gap = _onbon(where), 0.0
        case "huidu":
            card, gap = _huidu(where), 0.0
        case "strip":
            card, gap = _strip(where), _milliseconds(where, "gap_ms", 100)
        case "modbus":
            card, gap = _modbus(where), 0.004
        case "cpower":
            card, gap = _cpower(where), 0.0
        case _:
            return _template(where)
    gap = _milliseconds(where, "gap_ms", round(gap * 1000))
    return card, PortRules(gap, tries=max(where.whole("tries", 3), 1))


def line_baud(where: DeviceUrl) -> int:
    """How fast the displays hear; of a serial server the option `baud` tells. 0: at once, by a network."""
    return where.whole("baud", 9600) if where.scheme is Scheme.SERIAL or "baud" in where.options else 0


def _onbon(where: DeviceUrl) -> LedCard:
    from hardware.led import onbon, onbon_frames

    kind = where.choice("card", "5k", "6k")
    width, height, rows = _size(where, onbon_frames.MOST_AREAS[kind])
    settings = onbon.OnbonSettings(
        card=_hexadecimal(where, "device", onbon_frames.ANY_CARD, 0xFF),
        charset=_charset(where, Charset.GB2312, Charset.GBK),
        longest=onbon_frames.LONGEST_TEXT_BYTES[kind],
        asks_status=where.choice("status", "ask", "none") == "ask",
        answer_seconds=where.seconds("answer_seconds", 2.0),
    )
    areas = onbon.rows_of(width, height, rows, where.whole("effect", 1))
    return onbon.OnbonCard(areas, settings, _manner(where, onbon.MANNER))


def _huidu(where: DeviceUrl) -> LedCard:
    from hardware.led import huidu, huidu_frames

    width, height, rows = _size(where, 64)
    settings = huidu.HuiduSettings(
        version=_hexadecimal(where, "version", 0x1000005, 0xFFFFFFFF),
        real_time=where.choice("update", "program", "realtime") == "realtime",
        piece_bytes=min(max(where.whole("piece", huidu_frames.PIECE_BYTES), 100), 9200),
        answer_seconds=where.seconds("answer_seconds", 3.0),
    )
    font, size = where.options.get("font", "SimSun"), where.whole("size", 16)
    areas = huidu.text_rows(width, height, rows, font, size)
    return huidu.HuiduCard(areas, settings, _manner(where, huidu.MANNER))


def _strip(where: DeviceUrl) -> LedCard:
    from hardware.led.strip import GAP_SECONDS, REFRESH_SECONDS, StripCard
    from hardware.led.strip_frames import STRIP, StripVariant

    variant = StripVariant(
        parameters=_parameters(where, "parameters") or STRIP.parameters,
        checksum_includes_end=where.choice("checksum", "text", "end") == "end",
        charset=_charset(where, Charset.GB2312, Charset.GBK),
        longest=max(where.whole("longest", STRIP.longest), 2),
    )
    blink = _parameters(where, "blink_parameters")
    manner = Manner(Blinking.CARD if blink else Blinking.TEXT, refresh_seconds=REFRESH_SECONDS)
    gap = _milliseconds(where, "gap_ms", round(GAP_SECONDS * 1000))
    return StripCard(variant, _manner(where, manner), blink, gap, line_baud(where))


def _modbus(where: DeviceUrl) -> LedCard:
    from hardware.led import modbus_digits
    from hardware.led.modbus_frames import Encoding, RegisterMap

    usual = ("mbap", "rtu") if where.scheme is Scheme.TCP else ("rtu",)
    encoding = Encoding(where.choice("encoding", *(encoding.value for encoding in Encoding)))
    standard = {Encoding.ASCII: 0x70, Encoding.SEGMENTS: 0x80, Encoding.VALUE: 0}[encoding]
    registers = RegisterMap(
        _hexadecimal(where, "register", standard, 0xFFFF), encoding, max(where.whole("digits", 4), 1)
    )
    return modbus_digits.ModbusDigits(
        registers,
        where.choice("framing", *usual) == "mbap",
        _manner(where, modbus_digits.MANNER),
        where.seconds("answer_seconds", modbus_digits.ANSWER_SECONDS),
    )


def _cpower(where: DeviceUrl) -> LedCard:
    from hardware.led import cpower, cpower_frames

    width, height, rows = _size(where, 8)
    each = height // rows
    windows = [cpower_frames.Rectangle(0, row * each, width, each) for row in range(rows)]
    pixels = int(where.choice("font", "16", *(str(p) for p in cpower_frames.FONT_PIXELS if p != 16)))
    settings = cpower.CpowerSettings(
        over_tcp=where.scheme is Scheme.TCP,
        length_big_endian=where.choice("length", "le", "be") == "be",
        id_code=_hexadecimal(where, "id_code", cpower_frames.ANY_ID_CODE, 0xFFFFFFFF),
        style=cpower_frames.TextStyle(font=cpower_frames.FONT_PIXELS.index(pixels)),
        charset=_charset(where, Charset.GBK, Charset.GB2312),
        answer_seconds=where.seconds("answer_seconds", 1.0),
    )
    return cpower.CpowerCard(windows, settings, _manner(where, cpower.MANNER))


def _template(where: DeviceUrl) -> tuple[LedCard, PortRules]:
    from hardware.led import template
    from hardware.led.template_spec import BadSpec

    try:
        spec = template.spec_named(where.options.get("spec", ""))
    except BadSpec as error:
        raise BadDeviceUrl(where.text, str(error), LED_FORMS) from error
    card = template.TemplateCard(spec, _manner(where, template.MANNER), baud=line_baud(where))
    gap = _milliseconds(where, "gap_ms", round(spec.gap * 1000))
    return card, PortRules(gap, tries=max(where.whole("tries", 3), 1))


def _manner(where: DeviceUrl, usual: Manner) -> Manner:
    words = [usual.blinking.value, *(b.value for b in (Blinking.TEXT, Blinking.NONE) if b != usual.blinking)]
    refresh, check = usual.refresh_seconds, usual.check_seconds
    return replace(
        usual,
        blinking=Blinking(where.choice("blink", *words)),
        phase_seconds=max(_milliseconds(where, "phase_ms", round(usual.phase_seconds * 1000)), 0.1),
        refresh_seconds=where.seconds("refresh_seconds", refresh or 60.0)
        if refresh or "refresh_seconds" in where.options
        else None,
        check_seconds=where.seconds("check_seconds", check) if check else None,
    )


def _size(where: DeviceUrl, most_rows: int) -> tuple[int, int, int]:
    width, height, rows = where.whole("width", 128), where.whole("height", 16), where.whole("rows", 1)
    if not 1 <= rows <= most_rows:
        raise BadDeviceUrl(where.text, f"rows={rows}", f"rows from 1 to {most_rows} on this kind of card")
    if not (rows <= height < 0x8000 and 1 <= width < 0x8000):
        raise BadDeviceUrl(where.text, f"{width}x{height} pixels in {rows} rows cannot be")
    return width, height, rows


def _charset(where: DeviceUrl, *allowed: Charset) -> Charset:
    return Charset(where.choice("charset", *(charset.value for charset in allowed)))


def _milliseconds(where: DeviceUrl, name: str, usual: int) -> float:
    return where.whole(name, usual) / 1000


def _hexadecimal(where: DeviceUrl, name: str, usual: int, most: int) -> int:
    word = where.options.get(name, f"{usual:x}")
    try:
        number = int(word, 16)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise BadDeviceUrl(where.text, f"{name}={word}", f"a hexadecimal number up to {most:X}")
    return number


def _parameters(where: DeviceUrl, name: str) -> bytes | None:
    word = where.options.get(name)
    if word is None:
        return None
    try:
        five = bytes.fromhex(word)
    except ValueError:
        five = b""
    if len(five) != 5:
        raise BadDeviceUrl(where.text, f"{name}={word}", f"{name}=0100990063, five hexadecimal bytes")
    return five
