"""From a port in the settings to LED displays and lamps."""

from dataclasses import replace
from types import MappingProxyType

from hardware.led.interface import LedPanel
from hardware.led.planner import Bus
from hardware.light.interface import Light
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

LIGHT_FORMS = "template+serial:///dev/ttyUSB0?spec=relay&green=0, sim://, none://"


def build_light(url: str) -> Light | None:
    """An indicator light: `sim://`, or an output of a relay board, by a specification of its protocol:

    template+serial:///dev/ttyUSB0?spec=relay|FILE&address=1&green=0&amber=1&red=2 (outputs, from 0)
    """
    if url.startswith("template+"):
        return _relay_light(url)
    where = parse(url)
    match where.scheme:
        case Scheme.NONE:
            return None
        case Scheme.SIM:
            where.allow_only()
            from hardware.light.simulator import SimulatedLight

            return SimulatedLight()
        case _:
            raise BadDeviceUrl(url, "not a light", LIGHT_FORMS)


def _relay_light(url: str) -> Light:
    from hardware.led.choosing import led_card
    from hardware.led.relay_light import RelayLight
    from hardware.led.template import TemplateCard
    from hardware.light.interface import Colour
    from hardware.transport.opening import line_opener
    from hardware.transport.port_owner import PortOwner, PortWork

    where = _wired(url)
    lamps = {colour: where.whole(colour.value, 0) for colour in Colour if colour.value in where.options}
    address = where.whole("address", 1)
    ours = ("address", *(colour.value for colour in Colour))
    others = {name: value for name, value in where.options.items() if name not in ours}
    card, rules = led_card("template", replace(where, options=MappingProxyType(others)))
    if not isinstance(card, TemplateCard) or not lamps:
        raise BadDeviceUrl(url, "no output is named", LIGHT_FORMS)
    return RelayLight(PortOwner(PortWork(line_opener(where), rules), "light"), card, address, lamps)


def build_led(url: str) -> LedPanel | None:
    """Window strips on one bus, or an LED board. Forms: `hardware.led.choosing.LED_FORMS`. Options of all:

    baud=9600   echo=no|yes (the adapter hears itself)   blink=text|none   phase_ms   refresh_seconds
    answer_seconds   gap_ms   tries=3   charset=gb2312|gbk
    onbon: width=128 height=16 rows=1 card=5k|6k device=fe effect=1 status=ask|none check_seconds=10
    huidu: width height rows font=SimSun size=16 update=program|realtime version=1000005 piece=8000
    strip: parameters=0100990063 blink_parameters= checksum=text|end longest=120
    modbus: framing=rtu|mbap register=70 encoding=ascii|segments|value digits=4
    cpower: width height rows length=le|be id_code=ffffffff font=16   template: spec=FILE
    """
    if "+" not in url.partition("://")[0]:
        return _unwired_led(url)
    from hardware.led.choosing import led_card
    from hardware.led.port_panel import PortPanel
    from hardware.transport.opening import line_opener

    where = _wired(url)
    card, rules = led_card(url.partition("+")[0], where)
    return PortPanel(card, line_opener(where), rules, name=f"led {url.partition('?')[0]}")


def _unwired_led(url: str) -> LedPanel | None:
    from hardware.led.choosing import LED_FORMS

    where = parse(url)
    match where.scheme:
        case Scheme.NONE:
            return None
        case Scheme.SIM:
            where.allow_only()
            from hardware.led.simulator import SimulatedPanel

            return SimulatedPanel()
        case _:
            raise BadDeviceUrl(url, "not an LED display", LED_FORMS)


def led_bus(url: str, strips: int) -> Bus:
    """For the capacity planner: what a call costs on the port of this URL. Opens nothing."""
    from hardware.led.choosing import led_card

    where = _wired(url)
    card, rules = led_card(url.partition("+")[0], where)
    baud = where.whole("baud", 9600) if where.scheme is Scheme.SERIAL or "baud" in where.options else 0
    return Bus(url, strips, baud, replace(card.cost(), gap=rules.gap))


def _wired(url: str) -> DeviceUrl:
    """A URL that names a protocol before its port. Raises BadDeviceUrl."""
    from hardware.led.choosing import LED_FORMS

    try:
        where = parse(url.partition("+")[2])
    except BadDeviceUrl as error:
        raise BadDeviceUrl(url, error.why, LED_FORMS) from error
    return replace(where, text=url)
