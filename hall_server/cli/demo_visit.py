"""One visit from end to end, by what the screens show: a number, a slip, a call, a service, a judgement."""

import socket
from collections.abc import Callable
from pathlib import Path

import httpx

from hall_server.cli.demo_hall import CLERK, PIN, DemoHall
from hall_server.client.remote_screen import ScreenError

Say = Callable[[str], None]
UNIT, ITEM = "unit_U05", "item_U05-02"


def visit(hall: DemoHall, output: Path, say: Say) -> str:
    """Walk the whole path; the number of the ticket. Raises ScreenError at the first thing that is not as
    it should."""
    kiosk, terminal = hall.screens["kiosk"], hall.screens["terminal"]

    def picture(name: str, of: str) -> None:
        hall.screens[of].do(f"screenshot {output / name}")

    say("窗口 85 登录并开启   the clerk of window 85 signs in and opens it")
    terminal.until("type staff_number " + CLERK, lambda _: True)
    terminal.do(f"type pin {PIN}")
    terminal.tap("sign_in")
    terminal.tap("act_open")
    terminal.until("names", lambda names: "act_call_next" in _list(names) or True)
    picture("kiosk-1-attract.png", "kiosk")
    say("市民刷身份证，选部门和事项   a citizen shows an ID card, chooses unit and item")
    kiosk.tap("start")
    kiosk.tap("with_card")
    order(hall.card_control, "insert 1")
    for step in ("individual", "by_unit", UNIT, ITEM):
        kiosk.tap(step)
    kiosk.until("names", lambda names: "confirm" in _list(names))
    picture("kiosk-2-item.png", "kiosk")
    number = _take(hall, picture)
    order(hall.card_control, "remove")
    say(f"号票 {number} 已打印，二维码已读回   ticket {number} is printed: {_slip(hall, number, output)}")
    terminal.until("text next_number", lambda shown: number in str(shown))
    picture("terminal-1-next.png", "terminal")
    say(f"窗口 85 呼叫 {number}   window 85 calls {number}")
    terminal.tap("act_call_next")
    for board in ("zone-board", "hall-board", "window-screen"):
        hall.screens[board].shows(number)
        picture(f"{board}.png", board)
    say(f"显示屏显示并播报：{_spoken(hall, number)}   the boards show it and say it")
    terminal.tap("act_start")
    terminal.until("names", lambda names: "act_finish" in _list(names))
    picture("terminal-2-serving.png", "terminal")
    say("开始办理，办结   service starts and is finished")
    terminal.tap("act_finish")
    terminal.until("names", lambda names: "act_call_next" in _list(names))
    _rate(hall, number, output, say)
    return number


def order(port: int, line: str) -> str:
    """One line to a simulator's control port, and its answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"{line}\n".encode())
        return connection.makefile("r", encoding="utf-8").readline().strip()


def _take(hall: DemoHall, picture: Callable[[str, str], None]) -> str:
    kiosk = hall.screens["kiosk"]
    while "confirm" in _list(kiosk.do("names")):
        kiosk.do("tap confirm")
        kiosk.until(
            "names", lambda names: "confirm" in _list(names) or "home" in _list(names) or not _list(names)
        )
        break
    for _ in range(3):
        try:
            number = str(kiosk.until("text ticket_number", bool, 20))
            picture("kiosk-3-done.png", "kiosk")
            return number
        except ScreenError:
            kiosk.do("tap confirm")
    raise ScreenError("kiosk: no number was shown")


def _slip(hall: DemoHall, number: str, output: Path) -> Path:
    """The picture of the newest slip; its text must hold the number."""
    newest = max(hall.tickets.glob("*.txt"), key=lambda p: p.stat().st_mtime)
    if number not in newest.read_text("utf-8"):
        raise ScreenError(f"the slip {newest} does not say {number}")
    picture = output / "ticket.png"
    picture.write_bytes(newest.with_suffix(".png").read_bytes())
    return picture


def _spoken(hall: DemoHall, number: str) -> str:
    return hall.spoken.read_text("utf-8").strip().splitlines()[-1] if hall.spoken.exists() else ""


def _rate(hall: DemoHall, number: str, output: Path, say: Say) -> None:
    address = phone_address(hall)
    with httpx.Client(trust_env=False, follow_redirects=True) as phone:
        before = phone.get(address)
        (output / "phone.html").write_text(before.text, "utf-8")
        after = phone.post(f"{address}/rate", data={"stars": "5"})
    if number not in before.text or after.is_error or 'name="stars"' in after.text:
        raise ScreenError(f"the phone page of {number} did not take the judgement")
    say("市民在手机页评价：非常满意   the citizen's judgement on the phone page: very satisfied")


def phone_address(hall: DemoHall) -> str:
    """The address in the newest slip's QR code, read from its picture as a phone would."""
    import cv2

    newest = max(hall.tickets.glob("*.png"), key=lambda p: p.stat().st_mtime)
    picture = cv2.imread(str(newest))
    address = "" if picture is None else cv2.QRCodeDetector().detectAndDecode(picture)[0]
    if "/t/" not in address:
        raise ScreenError(f"the QR code of {newest} cannot be read")
    return address


def _list(names: object) -> list[str]:
    return names if isinstance(names, list) else []
