"""The options of a printer's port, over the facts of its model."""

from enum import Enum
from pathlib import Path
from typing import TypeVar

from hardware.printer.escpos_printer import Questions
from hardware.printer.fonts import FontFace
from hardware.printer.profiles import GENERIC, Profile, profiles
from hardware.printer.talk import Patience
from hardware.printer.typeset import Head, PaperWidth, QrMode, Typesetter
from hardware.transport.url import BadDeviceUrl, DeviceUrl

LONGEST_NEAR_END_M = 50.0
NARROWEST_DOTS, WIDEST_DOTS = 200, 1000
MOST_LINES = 30

E = TypeVar("E", bound=Enum)


def profile_of(where: DeviceUrl) -> Profile:
    """The facts of the model that the port names. Raises BadDeviceUrl."""
    known = profiles()
    name = where.options.get("model", GENERIC)
    if name not in known:
        raise BadDeviceUrl(where.text, f"unknown model {name!r}", f"model={'|'.join(known)}")
    return known[name]


def typesetter(where: DeviceUrl, profile: Profile) -> Typesetter:
    """How slips are set for this printer. Raises BadDeviceUrl."""
    font = where.options.get("font")
    paper = _paper(where, profile)
    return Typesetter(
        paper=paper,
        rom=_word(where, "rom", profile.rom),
        text_mode=_word(where, "text", profile.text),
        qr_mode=_qr(where, profile),
        face=FontFace(Path(font)) if font else None,
        head=Head(
            dots=_dots(where, profile.dots.get(paper.value, paper.dots)),
            dots_per_mm=profile.dots_per_mm,
            cut=_word(where, "cut", profile.cut),
            feed=_lines(where, profile.feed),
            report_changes=_switch(where, "asb", profile.asb),
            set_spacing=_switch(where, "spacing", profile.spacing),
        ),
    )


def questions(where: DeviceUrl, profile: Profile) -> Questions:
    """What this printer can be asked. Raises BadDeviceUrl."""
    return Questions(
        status=_of(where, "status", profile.status, ("ask", "none")) == "ask",
        printed=_of(where, "confirm", profile.confirm, ("printed", "sent")) == "printed",
        discard=_word(where, "discard", profile.discard),
    )


def patience(where: DeviceUrl) -> Patience:
    return Patience(slip=where.seconds("slip_seconds", Patience().slip))


def metres(where: DeviceUrl, name: str, default: float) -> float:
    """A length of paper. Raises BadDeviceUrl."""
    try:
        length = float(where.options.get(name, default))
    except ValueError:
        length = 0.0
    if not 0 < length <= LONGEST_NEAR_END_M:
        raise BadDeviceUrl(
            where.text,
            f"{name}={where.options[name]} is not a length in metres",
            f"up to {LONGEST_NEAR_END_M:g}",
        )
    return length


def _paper(where: DeviceUrl, profile: Profile) -> PaperWidth:
    taken = tuple(str(width) for width in profile.dots)
    return PaperWidth(int(_of(where, "paper", str(profile.paper), taken)))


def _dots(where: DeviceUrl, default: int) -> int:
    dots = where.whole("dots", default)
    if not NARROWEST_DOTS <= dots <= WIDEST_DOTS:
        raise BadDeviceUrl(where.text, f"dots={dots}", f"dots={NARROWEST_DOTS} to {WIDEST_DOTS}")
    return dots


def _lines(where: DeviceUrl, default: int) -> int:
    lines = where.whole("feed", default)
    if lines > MOST_LINES:
        raise BadDeviceUrl(where.text, f"feed={lines}", f"feed=0 to {MOST_LINES}")
    return lines


def _qr(where: DeviceUrl, profile: Profile) -> QrMode:
    mode = _word(where, "qr", QrMode.IMAGE)
    if mode is QrMode.NATIVE and not profile.native_qr and profile.is_sure_of("native_qr"):
        raise BadDeviceUrl(where.text, f"{profile.title} draws no QR codes itself", "qr=image")
    return mode


def _word(where: DeviceUrl, name: str, default: E) -> E:
    kind = type(default)
    return kind(_of(where, name, default.value, tuple(each.value for each in kind)))


def _switch(where: DeviceUrl, name: str, default: bool) -> bool:
    return _of(where, name, "on" if default else "off", ("on", "off")) == "on"


def _of(where: DeviceUrl, name: str, default: str, allowed: tuple[str, ...]) -> str:
    return where.choice(name, default, *(each for each in allowed if each != default))
