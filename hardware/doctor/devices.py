"""The devices that a machine's settings name: each is opened, asked, and told about in one line."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from hardware import build
from hardware.doctor.findings import Finding
from hardware.health import Fault, Health
from hardware.led.planner import plan
from hardware.printer.interface import TicketPrinter
from hardware.printer.slip import Align, Feed, Rule, Slip, Text
from hardware.speech.interface import Utterance
from hardware.transport.url import BadDeviceUrl

SAID = Utterance("请 A 零 零 一 号到一号窗口办理业务", "Ticket A 0 0 1, please go to window 1.")
SPEECH_SECONDS = 20.0

D = TypeVar("D")


class Healthy(Protocol):
    def health(self) -> Health: ...


def printer(url: str, test_ticket: bool = False) -> Finding | None:
    """State of the ticket printer; with a test ticket also whether it prints. None where there is none."""

    def look(device: TicketPrinter) -> tuple[Health, str]:
        status = device.status()
        if test_ticket and status.can_print:
            device.print_slip(a_test_slip(url))
            return status.health, "a test ticket was printed"
        return status.health, f"paper {status.paper.value}"

    return _looked_at("printer", url, build.build_printer, look)


def id_reader(url: str) -> Finding | None:
    return _looked_at("id_reader", url, build.build_id_reader, _its_own_word)


def light(url: str) -> Finding | None:
    return _looked_at("light", url, build.build_light, _its_own_word)


def led(url: str, strips: int = 0) -> tuple[Finding, ...]:
    """The displays on a port, and with the number of strips how long its bus takes to tell them all."""

    found = _looked_at("led", url, build.build_led, _its_own_word)
    if found is None or not strips or found.health.code == "bad_port":
        return (found,) if found else ()
    report = plan(build.led_bus(url, strips))
    said = (
        f"{strips} strips: {report.refresh_seconds:.1f} s to tell them all; at most {report.most_strips} "
        f"on one bus, {report.buses_needed} buses needed"
    )
    return found, Finding("led_bus", url, report.health, said)


def call_box(url: str) -> Finding | None:
    return _looked_at("call_box", url, build.build_call_box, _its_own_word)


def evaluator(url: str) -> Finding | None:
    return _looked_at("evaluator", url, build.build_evaluator, _its_own_word)


def scanner(url: str) -> Finding | None:
    return _looked_at("scanner", url, build.build_scanner, _its_own_word)


def speaker(url: str, aloud: bool = False) -> Finding | None:
    """The voice: that its engine is there; that it speaks only when somebody wants to hear it."""

    def look(device: object) -> tuple[Health, str]:
        if aloud:
            device.say(SAID, SPEECH_SECONDS)  # type: ignore[attr-defined]
            return Health.ok(), "a sentence was spoken"
        return Health.ok(), "the engine is there"

    return _looked_at("speaker", url, build.build_speaker, look)


def a_test_slip(url: str) -> Slip:
    """Everything that a ticket needs: large digits, common and rare characters, a rule."""
    return Slip(
        (
            Text("OneHall 测试票", bold=True, align=Align.CENTRE),
            Text("A001", size=4, align=Align.CENTRE),
            Rule(),
            Text("常用字：政务服务中心"),
            Text("生僻字：镕 喆 堃 昇 珺 玥 䶮"),
            Text(url),
            Feed(2),
        )
    )


def _its_own_word(device: Healthy) -> tuple[Health, str]:
    return device.health(), ""


def _looked_at(
    what: str, url: str, make: Callable[[str], D | None], look: Callable[[D], tuple[Health, str]]
) -> Finding | None:
    try:
        device = make(url)
        if device is None:
            return None
        health, answered = look(device)
    except BadDeviceUrl as wrong:
        return Finding(what, url, Health.down("bad_port"), str(wrong))
    except Fault as fault:
        return Finding(what, url, fault.health, fault.detail)
    return Finding(what, url, health, answered)
