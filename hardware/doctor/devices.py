"""The devices that a machine's settings name: each is opened, asked, and told about in one line."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from hardware import build
from hardware.build_camera import build_camera
from hardware.call_box.interface import CallBox
from hardware.camera.interface import Camera
from hardware.doctor.findings import Finding
from hardware.doctor.wires import Blocked, why_not
from hardware.health import Fault, Health, HealthState
from hardware.id_reader.interface import IdCardReader
from hardware.led.interface import LedPanel, LedSilent
from hardware.led.planner import plan
from hardware.light.interface import OFF, Light
from hardware.printer.interface import Evidence, Paper, TicketPrinter
from hardware.printer.slip import Align, Feed, Rule, Slip, Text
from hardware.scanner.interface import CodeScanner
from hardware.speech.interface import Speaker, Utterance
from hardware.transport.port_faults import opening_fault
from hardware.transport.url import BadDeviceUrl, without_password

SAID = Utterance("请 A 零 零 一 号到一号窗口办理业务", "Ticket A 0 0 1, please go to window 1.")
SPEECH_SECONDS = 20.0
MUTE = ("silent:", "sim:")
SETTLE_SECONDS = 3.0
"""How long a device that works on a thread of its own may take to tell how it is."""
ASK_SECONDS = 15.0
"""How long all displays of a bus may take to answer."""
CAMERA_SECONDS = 6.0
RATE_SECONDS = 1.0
"""How long pictures are counted to tell their rate."""
PAPER_ZH = {
    Paper.OK: "充足",
    Paper.NEAR_END: "即将用尽",
    Paper.OUT: "缺纸",
    Paper.UNKNOWN: "未知",
}

D = TypeVar("D")
Seen = tuple[Health, str, str]
"""How a device is, and what was seen of it in English and in Chinese."""


class Healthy(Protocol):
    def health(self) -> Health: ...


def printer(url: str, test_ticket: bool = False) -> Finding | None:
    """State of the ticket printer; with a test ticket also whether it prints. None where there is none."""

    def look(device: TicketPrinter) -> Seen:
        status = device.status()
        if test_ticket and status.can_print:
            device.print_slip(a_test_slip(url))
            return status.health, "a test ticket was printed", "已打印测试票"
        if status.evidence is Evidence.UNREACHABLE:
            return status.health, status.detail, ""
        told, told_zh = f"paper {status.paper.value}", f"纸张：{PAPER_ZH[status.paper]}"
        if (left := status.tickets_left) is not None:
            most, most_zh = ("at most ", "最多") if left.at_most else ("", "")
            told += f", {most}about {left.told} tickets left"
            told_zh += f"，{most_zh}约剩 {left.told} 张号票"
        model = build.printer_model(url)
        return (
            status.health,
            f"{model}: {told}" if model else told,
            f"{model}，{told_zh}" if model else told_zh,
        )

    return _looked_at("printer", url, build.build_printer, look)


def id_reader(url: str) -> Finding | None:
    """Whether the reader answers. What may lie on it is not looked at."""

    def look(device: IdCardReader) -> Seen:
        device.poll()
        return _its_own_word(device)

    return _looked_at("id_reader", url, build.build_id_reader, look)


def light(url: str, what: str = "light") -> Finding | None:
    """Whether the light, or the bell on a relay, obeys: it is switched off."""

    def look(device: Light) -> Seen:
        device.show(OFF)
        return _its_own_word(device)

    return _looked_at(what, url, build.build_light, look)


def led(url: str, strips: int = 0, addresses: Sequence[int] = ()) -> tuple[Finding, ...]:
    """The displays at these addresses of a port, and with the number of strips how long its bus takes to tell
    them all. What they show is left alone."""

    def look(device: LedPanel) -> Seen:
        if device.manner.check_seconds is not None and addresses:
            return _asked(device, addresses)
        device.check()
        health, seen, seen_zh = _its_own_word(device)
        if health.code == "not_tried":
            health = Health.unknown("led_only_when_told")
        return health, seen, seen_zh

    found = _looked_at("led", url, build.build_led, look)
    if found is None or not strips or found.health.code == "bad_port" or url.startswith("sim:"):
        return (found,) if found else ()
    return found, led_plan(url, strips)


def led_plan(url: str, strips: int) -> Finding:
    """How long a bus takes to tell so many displays. The port is not opened. Raises BadDeviceUrl."""
    report = plan(build.led_bus(url, strips))
    seconds, most, buses = f"{report.refresh_seconds:.1f} s", report.most_strips, report.buses_needed
    said = f"{strips} strips: {seconds} to tell them all; at most {most} on one bus; buses needed: {buses}"
    said_zh = f"{strips} 块屏全部刷新需 {seconds}；一条总线最多 {most} 块，共需 {buses} 条总线"
    return Finding("led_bus", url, report.health, said, said_zh)


def _asked(device: LedPanel, addresses: Sequence[int]) -> Seen:
    """Every display is asked; one that is silent takes several seconds of its bus."""
    faults: dict[int, Fault | None] = {}
    for address in addresses:
        device.ask(address, partial(faults.__setitem__, address))
    give_up = time.monotonic() + ASK_SECONDS
    while len(faults) < len(addresses) and time.monotonic() < give_up:
        time.sleep(0.02)
    answer = [each for each in addresses if each in faults and faults[each] is None]
    silent = [each for each in addresses if each not in answer]
    health = device.health()
    if silent and health.state is HealthState.OK:
        health = Health.warning(LedSilent.code)
    told = [("answer", "有应答", answer), ("do not answer", "无应答", silent)]
    return (
        health,
        "; ".join(f"addresses that {how}: {_listed(which)}" for how, _, which in told if which),
        "；".join(f"{how}的地址：{_listed(which)}" for _, how, which in told if which),
    )


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def call_box(url: str) -> Finding | None:
    """Whether the line of the keypads opens; a keypad itself speaks when its keys are pressed."""

    def look(device: CallBox) -> Seen:
        device.listen(lambda heard: None)
        return _its_own_word(device)

    return _looked_at("call_box", url, build.build_call_box, look)


def evaluator(url: str) -> Finding | None:
    return _looked_at("evaluator", url, build.build_evaluator, _its_own_word)


def scanner(url: str) -> Finding | None:
    """Whether the scanner's line opens. A code that comes at that moment is dropped."""

    def look(device: CodeScanner) -> Seen:
        device.poll()
        return _its_own_word(device)

    return _looked_at("scanner", url, build.build_scanner, look)


def camera(url: str) -> Finding | None:
    """Whether pictures come, how large and how many, and whether anything can be seen on them.

    No picture is kept.
    """

    def look(device: Camera) -> Seen:
        give_up = time.monotonic() + CAMERA_SECONDS
        while device.newest() is None and device.fault() is None and time.monotonic() < give_up:
            time.sleep(0.02)
        if (fault := device.fault()) is not None:
            raise fault
        time.sleep(RATE_SECONDS)
        seen = device.seen()
        if seen is None:
            return device.health(), "", ""
        size = f"{seen.width} × {seen.height}, {seen.rate:.0f}/s"
        light = round(seen.brightness * 100)
        return device.health(), f"{size}, brightness {light} %", f"{size}，亮度 {light} %"

    return _looked_at("camera", url, build_camera, look)


def speaker(url: str, aloud: bool = False) -> Finding | None:
    """The voice: that its engine is there; that it speaks only when somebody wants to hear it."""
    changes: list[Health] = []

    def look(device: Speaker) -> Seen:
        if aloud:
            device.say(SAID, SPEECH_SECONDS)
        health = changes[-1] if changes else Health.ok()
        if aloud:
            return health, "a sentence was spoken", "已播报测试语句"
        if url.startswith(MUTE):
            return health, "its settings make it silent", "按设置不发声"
        return health, "the engine is there", "语音引擎就绪"

    return _looked_at("speaker", url, partial(build.build_speaker, report=changes.append), look)


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


def _its_own_word(device: Healthy) -> Seen:
    """Its health, as soon as it has been used."""
    give_up = time.monotonic() + SETTLE_SECONDS
    while (health := device.health()).code == "not_tried" and time.monotonic() < give_up:
        time.sleep(0.02)
    return health, "", ""


def _looked_at(
    what: str, url: str, make: Callable[[str], D | None], look: Callable[[D], Seen]
) -> Finding | None:
    where = without_password(url)
    try:
        device = make(url)
        if device is None:
            return None
        try:
            health, answered, answered_zh = look(device)
        finally:
            _let_go(device)
    except BadDeviceUrl as wrong:
        return Finding(what, where, Health.down("bad_port"), str(wrong))
    except Fault as fault:
        return _down(what, url, fault)
    except OSError as error:
        return _down(what, url, opening_fault(where, error))
    if health.state in (HealthState.DOWN, HealthState.UNKNOWN) and (blocked := why_not(url)):
        return _blocked(what, where, blocked)
    return Finding(what, where, health, answered, answered_zh)


def _down(what: str, url: str, fault: Fault) -> Finding:
    """What the port itself says tells more than that its device does not answer."""
    where = without_password(url)
    blocked = why_not(url)
    return _blocked(what, where, blocked) if blocked else Finding(what, where, fault.health, fault.detail)


def _blocked(what: str, where: str, blocked: Blocked) -> Finding:
    return Finding(what, where, blocked.fault.health, blocked.fault.detail, blocked.zh)


def _let_go(device: object) -> None:
    """Some devices hold their port for as long as they live; others have nothing to close."""
    close = getattr(device, "close", None)
    if close is not None:
        close()
