"""`hall demo`: a whole hall on this machine."""

import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hall_server.cli.demo_clock import clock_in
from hall_server.cli.demo_hall import (
    PIN,
    PLACES,
    TECHNICIAN_PIN,
    DemoHall,
    Place,
    has_display,
    make_hall,
    open_hall,
)
from hall_server.cli.demo_processes import DidNotStart, processes
from hall_server.cli.demo_traffic import Traffic
from hall_server.cli.demo_visit import visit
from hall_server.cli.saying import fail, say
from hall_server.client.remote_screen import ScreenError

SIDE_BY_SIDE = {
    "hall-board": Place(0, 0, 640, 180),
    "zone-board": Place(1152, 0, 576, 324),
    "window-screen": Place(1728, 0, 192, 112),
    "kiosk": Place(0, 324, 1080, 1920, 0.39375),
    "terminal": Place(1073, 324, 1366, 768, 0.62),
    "clock": Place(640, 0, 1280, 800, 0.4),
}
"""For a person at one screen of 1920 × 1080, around the panels of `demo_twins`. Boards fit themselves to any
rectangle, the rest is scaled."""


def demo(
    output: Annotated[Path, typer.Option(help="Where screenshots, the ticket's picture and logs go.")] = Path(
        "demo-output"
    ),
    visits: Annotated[
        bool, typer.Option(help="With a display too: a scripted visit that ends by itself.")
    ] = False,
    clock: Annotated[bool, typer.Option(help="With the staff's face clock, and painted people.")] = True,
) -> None:
    """Run the reference hall: with a display, windows side by side and gentle traffic until Ctrl+C;
    without one, a scripted visit that ends by itself, with screenshots in OUTPUT."""
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    output = output.absolute()
    watched = has_display() and not visits
    with tempfile.TemporaryDirectory(prefix="onehall-demo-") as folder:
        home = Path(folder)
        make_hall(home)
        shown = {} if watched else {"QT_QPA_PLATFORM": "offscreen"}
        try:
            with processes(output / "logs", shown) as started:
                places = SIDE_BY_SIDE if watched else PLACES
                chosen = {name: place for name, place in places.items() if clock or name != "clock"}
                hall = open_hall(started, home, output, chosen)
                say(
                    f"服务器 {hall.ready_seconds:.1f} 秒就绪   ready in {hall.ready_seconds:.1f} s",
                    "green",
                )
                if watched:
                    _watch(hall)
                    return
                with _traffic(hall):
                    number = visit(hall, output, _told)
                    if clock:
                        clock_in(hall, output, _told)
                started.check()
        except (DidNotStart, ScreenError) as error:
            fail(f"{error}\nlogs: {output / 'logs'}", 1)
    say(
        f"{number}: 全程完成，截图和号票在 {output}   done from end to end; pictures are in {output}", "green"
    )


def _told(line: str) -> None:
    say(f"  ✓ {line}")


@contextmanager
def _traffic(hall: DemoHall) -> Iterator[None]:
    """Other citizens and other windows, so that the boards look like a hall."""
    traffic = Traffic(hall.url, random.Random(85))
    traffic.fill(12)
    yield
    traffic.close()


def _watch(hall: DemoHall) -> None:
    """Gentle traffic until Ctrl+C."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    say(f"窗口 85 登录：工号 1085，密码 {PIN}   sign in at window 85 with 1085 and {PIN}")
    say("每台模拟设备都有面板：放证件、抽纸、按键、拔线   every simulated device has a panel to operate")
    say(
        f"技术人员页面：按住窗口右上角 3 秒，密码 {TECHNICIAN_PIN}   "
        f"technician's page: hold a window's top right corner for 3 s, PIN {TECHNICIAN_PIN}"
    )
    if "clock" in hall.screens:
        say("考勤机：在“考勤机镜头前”面板上点工号   the clock: tap a staff number on the panel before it")
    say("Ctrl+C 结束   Ctrl+C ends it")
    traffic = Traffic(hall.url, random.Random(time.time_ns()))
    traffic.fill(30)
    try:
        while not ended.is_set():
            traffic.step()
            ended.wait(4)
    except KeyboardInterrupt:
        pass
    finally:
        traffic.close()
