"""From a port in the settings to LED displays and lamps."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from hardware.led.interface import LedPanel
from hardware.led.planner import Bus
from hardware.light.interface import Light
from hardware.transport.by_scheme import device_of
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

if TYPE_CHECKING:
    from hardware.led.port_panel import Owner
    from hardware.transport.port_owner import PortWork
    from hardware.transport.port_owners import PortOwners

LIGHT_FORMS = "template+serial:///dev/ttyUSB0?spec=relay&green=0, sim://, none://"


def build_light(url: str, owners: "PortOwners | None" = None) -> Light | None:
    """An indicator light: `sim://`, or an output of a relay board, by a specification of its protocol:

    template+serial:///dev/ttyUSB0?spec=relay|FILE&address=1&green=0&amber=1&red=2 (outputs, from 0)
    With `owners` it shares its line with whatever else the program has there.
    """
    if url.startswith("template+"):
        return _relay_light(url, owners)
    return device_of(url, "a light", LIGHT_FORMS, {Scheme.SIM: _simulated_light})


def _simulated_light(where: DeviceUrl) -> Light:
    where.allow_only()
    from hardware.light.simulator import SimulatedLight

    return SimulatedLight()


def _relay_light(url: str, owners: "PortOwners | None") -> Light:
    from hardware.led.choosing import led_card
    from hardware.led.relay_light import RelayLight
    from hardware.led.template import TemplateCard
    from hardware.light.interface import Colour
    from hardware.transport.opening import line_opener
    from hardware.transport.port_owner import PortWork

    where = _wired(url)
    lamps = {colour: where.whole(colour.value, 0) for colour in Colour if colour.value in where.options}
    address = where.whole("address", 1)
    ours = ("address", *(colour.value for colour in Colour))
    others = {name: value for name, value in where.options.items() if name not in ours}
    card, rules = led_card("template", replace(where, options=MappingProxyType(others)))
    if not isinstance(card, TemplateCard) or not lamps:
        raise BadDeviceUrl(url, "no output is named", LIGHT_FORMS)
    owner = _own(where, owners)(PortWork(line_opener(where), rules), "light")
    return RelayLight(owner, card, address, lamps)


def _own(where: DeviceUrl, owners: "PortOwners | None") -> "Callable[[PortWork, str], Owner]":
    from hardware.transport.port_owner import PortOwner

    return PortOwner if owners is None else owners.of(where)


def check_led(url: str, owners: "PortOwners") -> None:
    """Raises BadDeviceUrl for a URL of which no display can be made beside those that were checked before.

    Opens nothing, starts nothing.
    """
    if "+" in url.partition("://")[0]:
        from hardware.led.choosing import led_card
        from hardware.transport.opening import line_opener

        where = _wired(url)
        led_card(url.partition("+")[0], where)
        line_opener(where)
        owners.of(where)
    else:
        _unwired_led(url)


def build_led(url: str, owners: "PortOwners | None" = None) -> LedPanel | None:
    """Window strips on one bus, or an LED board. Forms: `hardware.led.choosing.LED_FORMS`. Options of all:

    baud=9600   echo=no|yes (the adapter hears itself)   blink=text|none   phase_ms   refresh_seconds
    answer_seconds   gap_ms   tries=3   charset=gb2312|gbk
    onbon: width=128 height=16 rows=1 card=5k|6k device=fe effect=1 status=ask|none check_seconds=10
    huidu: width height rows font=SimSun size=16 update=program|realtime version=1000005 piece=8000
    strip: parameters=0100990063 blink_parameters= checksum=text|end longest=120
    modbus: framing=rtu|mbap register=70 encoding=ascii|segments|value digits=4
    cpower: width height rows length=le|be id_code=ffffffff font=16   template: spec=FILE
    With `owners` it shares its line with whatever else the program has there.
    """
    if "+" not in url.partition("://")[0]:
        return _unwired_led(url)
    from hardware.led.choosing import led_card
    from hardware.led.port_panel import PortPanel
    from hardware.transport.opening import line_opener

    where = _wired(url)
    card, rules = led_card(url.partition("+")[0], where)
    name = f"led {url.partition('?')[0]}"
    return PortPanel(card, line_opener(where), rules, name=name, own=_own(where, owners))


def _unwired_led(url: str) -> LedPanel | None:
    from hardware.led.choosing import LED_FORMS

    return device_of(url, "an LED display", LED_FORMS, {Scheme.SIM: _simulated_panel})


def _simulated_panel(where: DeviceUrl) -> LedPanel:
    where.allow_only()
    from hardware.led.simulator import SimulatedPanel

    return SimulatedPanel()


def led_bus(url: str, strips: int) -> Bus:
    """For the capacity planner: what a call costs on the port of this URL. Opens nothing."""
    from hardware.led.choosing import led_card, line_baud

    where = _wired(url)
    card, rules = led_card(url.partition("+")[0], where)
    return Bus(url, strips, line_baud(where), replace(card.cost(), gap=rules.gap))


def _wired(url: str) -> DeviceUrl:
    """A URL that names a protocol before its port. Raises BadDeviceUrl."""
    from hardware.led.choosing import LED_FORMS

    try:
        where = parse(url.partition("+")[2])
    except BadDeviceUrl as error:
        raise BadDeviceUrl(url, error.why, LED_FORMS) from error
    return replace(where, text=url)
