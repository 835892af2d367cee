"""One visit from end to end, by what the screens and the panels of the devices show: a roll of paper, an ID
card, a number, a slip, a call, a service, a judgement."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from hall_server.cli.demo_hall import CLERK, PIN, DemoHall
from hall_server.client.remote_screen import ScreenError
from hall_server.wire.catalogue import text
from hall_server.wire.spoken import spoken_ticket_zh
from hall_server.wire.words import Language
from hardware.health import ADVICE
from hardware.twins.slip_code import code_on

Say = Callable[[str], None]
UNIT, ITEM = "unit_U05", "item_U05-02"
NUMBER_WITHIN_SECONDS = 30.0
JUDGED_WITHIN_SECONDS, SPOKEN_WITHIN_SECONDS = 10.0, 60.0


def visit(hall: DemoHall, output: Path, say: Say) -> str:
    """Walk the whole path; the number of the ticket. Raises ScreenError at the first thing that is not as
    it should."""
    return _Visit(hall, output, say).walk()


class _Visit:
    """The steps, each with what it must lead to."""

    def __init__(self, hall: DemoHall, output: Path, say: Say) -> None:
        self._hall, self._output, self._say = hall, output, say
        self._kiosk, self._terminal, self._twins = hall.screens["kiosk"], hall.screens["terminal"], hall.twins

    def walk(self) -> str:
        self._clerk_signs_in()
        self._paper_runs_out()
        self._citizen_shows_a_card()
        number = self._number_is_taken()
        self._clerk_scans_it(number)
        self._keypad_calls(number)
        self._service(number)
        self._citizen_judges(number)
        return number

    def _clerk_signs_in(self) -> None:
        terminal = self._terminal
        self._say("窗口 85 登录并开启   the clerk of window 85 signs in and opens it")
        terminal.until("type staff_number " + CLERK, lambda _: True)
        terminal.do(f"type pin {PIN}")
        terminal.tap("sign_in")
        terminal.tap("act_open")

    def _paper_runs_out(self) -> None:
        """The kiosk must say so before anybody takes a number, and go on by itself."""
        self._kiosk.until("names", lambda names: "start" in _list(names))
        self._picture("kiosk-1-attract.png", "kiosk")
        self._twins["printer"].tap("pull_paper")
        no_paper = ADVICE["paper_out"].cause_zh
        self._kiosk.shows(no_paper, 30)
        self._picture("kiosk-4-no-paper.png", "kiosk")
        self._panel("printer", "printer-no-paper")
        self._twins["printer"].tap("new_roll")
        self._kiosk.until(f"shows {no_paper}", lambda shown: not shown, 30)
        self._say(
            "抽走纸卷，取号机先说明；换新纸卷后继续   paper out: the kiosk says so; new roll: it goes on"
        )

    def _citizen_shows_a_card(self) -> None:
        kiosk = self._kiosk
        self._say("市民刷身份证，选部门和事项   a citizen shows an ID card, chooses unit and item")
        kiosk.tap("start")
        kiosk.tap("with_card")
        self._twins["id_reader"].tap("card_elder")
        for step in ("individual", "by_unit", UNIT, ITEM):
            kiosk.tap(step)
        kiosk.until("names", lambda names: "confirm" in _list(names))
        self._picture("kiosk-2-item.png", "kiosk")
        self._panel("id_reader")

    def _number_is_taken(self) -> str:
        number = self._confirmed()
        self._twins["id_reader"].tap("take_off")
        slip = _slip(self._hall, number, self._output)
        self._twins["printer"].shows(newest_slip(self._hall).stem)
        self._panel("printer")
        self._say(f"号票 {number} 已打印，二维码已读回   ticket {number} is printed: {slip}")
        self._terminal.until("text next_number", lambda shown: number in str(shown))
        self._picture("terminal-1-next.png", "terminal")
        return number

    def _confirmed(self) -> str:
        """What is chosen, and any notice that asks as well."""
        kiosk, end = self._kiosk, time.monotonic() + NUMBER_WITHIN_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(ScreenError):
                if "confirm" in _list(kiosk.do("names")):
                    kiosk.do("tap confirm")
                number = str(kiosk.until("text ticket_number", bool, 1.0))
                self._picture("kiosk-3-done.png", "kiosk")
                return number
        raise ScreenError("kiosk: no number was shown")

    def _clerk_scans_it(self, number: str) -> None:
        terminal = self._terminal
        self._twins["window_scanner"].tap("scan_ticket")
        terminal.until("text found_title", lambda shown: number in str(shown))
        self._picture("terminal-3-scanned.png", "terminal")
        self._panel("window_scanner")
        terminal.tap("found_close")
        self._say(f"窗口扫号票二维码，查到 {number}   the window scans the ticket's code and finds {number}")

    def _keypad_calls(self, number: str) -> None:
        self._say(f"窗口 85 按呼叫键盘“下一位”，呼叫 {number}   the keypad's Next key calls {number}")
        self._twins["keypad"].tap("key_next")
        for display in ("strip", "rows"):
            self._twins[display].shows(number)
            self._panel(display)
        for board in ("zone-board", "hall-board", "window-screen"):
            self._hall.screens[board].shows(number)
            self._picture(f"{board}.png", board)
        self._panel("keypad")
        self._say(f"显示屏和窗口 LED 显示 {number}   the boards and the strip over the window show {number}")
        self._soon(
            lambda: spoken_ticket_zh(number) in self._spoken(), SPOKEN_WITHIN_SECONDS, "it is not said"
        )
        self._panel("loudspeaker")
        self._say(f"音箱播报：{self._spoken()}   the loudspeaker says it")

    def _service(self, number: str) -> None:
        terminal = self._terminal
        terminal.tap("act_start")
        terminal.until("names", lambda names: "act_finish" in _list(names))
        self._picture("terminal-2-serving.png", "terminal")
        page = _phone_page(self._hall)
        (self._output / "phone.html").write_text(page, "utf-8")
        if number not in page:
            raise ScreenError(f"the phone page of {number} does not say its number")
        terminal.tap("act_finish")
        self._say("开始办理，办结   service starts and is finished")

    def _citizen_judges(self, number: str) -> None:
        evaluator = self._twins["evaluator"]
        evaluator.shows(text("twins.asks", Language.ZH))
        self._panel("evaluator")
        evaluator.tap("face_5")
        evaluator.shows(text("twins.not_asking", Language.ZH))
        self._terminal.until("names", lambda names: "act_call_next" in _list(names))
        self._soon(
            lambda: text("phone.rated", Language.ZH) in _phone_page(self._hall),
            JUDGED_WITHIN_SECONDS,
            f"the phone page of {number} does not know of the judgement",
        )
        self._say("市民按评价器：非常满意   the citizen's judgement on the evaluator: very satisfied")

    @staticmethod
    def _soon(so: Callable[[], bool], seconds: float, else_: str) -> None:
        """Raises ScreenError when it has not become so in time."""
        end = time.monotonic() + seconds
        while not so():
            if time.monotonic() > end:
                raise ScreenError(f"after {seconds:.0f} s: {else_}")
            time.sleep(0.1)

    def _picture(self, name: str, of: str) -> None:
        self._hall.screens[of].do(f"screenshot {self._output / name}")

    def _panel(self, twin: str, name: str = "") -> None:
        self._twins[twin].do(f"screenshot {self._output / f'panel-{name or twin}.png'}")

    def _spoken(self) -> str:
        """The Chinese words of the last announcement."""
        spoken = self._hall.spoken.read_text("utf-8").strip() if self._hall.spoken.exists() else ""
        return spoken.splitlines()[-1].split("\t")[1] if spoken else ""


def newest_slip(hall: DemoHall) -> Path:
    """The picture of the newest slip."""
    return max(hall.tickets.glob("*.png"), key=lambda p: p.stat().st_mtime)


def _slip(hall: DemoHall, number: str, output: Path) -> Path:
    """A copy of the newest slip's picture; its text must hold the number."""
    newest = newest_slip(hall)
    if number not in newest.with_suffix(".txt").read_text("utf-8"):
        raise ScreenError(f"the slip {newest} does not say {number}")
    picture = output / "ticket.png"
    picture.write_bytes(newest.read_bytes())
    return picture


def phone_address(hall: DemoHall) -> str:
    """The address in the newest slip's QR code, read from its picture as a phone would."""
    newest = newest_slip(hall)
    address = code_on(newest)
    if "/t/" not in address:
        raise ScreenError(f"the QR code of {newest} cannot be read")
    return address


def _phone_page(hall: DemoHall) -> str:
    with httpx.Client(trust_env=False, follow_redirects=True) as phone:
        return phone.get(phone_address(hall)).text


def _list(names: object) -> list[str]:
    return names if isinstance(names, list) else []
