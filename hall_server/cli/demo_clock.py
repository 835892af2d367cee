"""Two of the staff clock in at the demonstration hall's face clock."""

import time
from collections.abc import Callable
from pathlib import Path

from hall_server.cli.demo_hall import ADMINISTRATOR, PIN, DemoHall
from hall_server.client.http_attendance import HttpAttendance
from hall_server.client.remote_screen import ScreenError
from hall_server.wire.attendance import PunchMeans
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from hardware.twins.camera import Sight

BY_FACE, BY_PIN = "1085", "1050"
KNOWN_WITHIN_SECONDS, RECORDED_WITHIN_SECONDS = 30.0, 10.0


def clock_in(hall: DemoHall, output: Path, say: Callable[[str], None]) -> None:
    """One by face, without a tap; one by number and PIN. Raises ScreenError when the hall has no record."""
    clock, camera = hall.screens["clock"], hall.twins["camera"]
    clock.shows(text("clock.welcome_convenient", Language.ZH), KNOWN_WITHIN_SECONDS)
    clock.do(f"screenshot {output / 'clock-1-waiting.png'}")
    camera.tap(f"stands_{BY_FACE}")
    camera.do(f"screenshot {output / 'panel-camera.png'}")
    clock.shows(text("clock.greeting_done", Language.ZH), KNOWN_WITHIN_SECONDS)
    admin = HttpAttendance(hall.url)
    admin.sign_in(ADMINISTRATOR, PIN, None)
    _recorded(admin, BY_FACE, PunchMeans.FACE)
    clock.do(f"screenshot {output / 'clock-2-face.png'}")
    say(f"工号 {BY_FACE} 站到考勤机前，刷脸打卡   no. {BY_FACE} walks up to the clock and is known")
    camera.tap(f"stands_{Sight.NOBODY}")
    clock.tap("pin")
    for digits in (BY_PIN, PIN):
        for digit in digits:
            clock.tap(f"digit_{digit}")
        clock.tap("enter")
    clock.shows(text("clock.greeting_done", Language.ZH))
    _recorded(admin, BY_PIN, PunchMeans.PIN)
    clock.do(f"screenshot {output / 'clock-3-pin.png'}")
    admin.close()
    say(f"工号 {BY_PIN} 不用人脸，用密码打卡   no. {BY_PIN} clocks with number and PIN, without a face")


def _recorded(admin: HttpAttendance, staff: str, means: PunchMeans) -> None:
    """The punch is with the server, and counts for what it is."""
    month = f"{admin.view().day:%Y-%m}"
    end = time.monotonic() + RECORDED_WITHIN_SECONDS
    while time.monotonic() < end:
        punches = [punch for day in admin.person_days(staff, month).days for punch in day.punches]
        if any(punch.means is means and punch.doubt is None for punch in punches):
            return
        time.sleep(0.1)
    raise ScreenError(f"the hall has no punch of {staff} by {means.value}")
