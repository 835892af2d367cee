"""What the hall is told of the clock with each heartbeat: the gravest trouble, in the words of devices."""

from hall_server.wire.words import DeviceState
from hardware.attendance_clock.state import ClockState, Trouble

DOWN = {
    Trouble.DISK: "punches_not_kept",
    Trouble.NO_ROSTER: "roster_missing",
    Trouble.NO_FACES: "face_engine_missing",
}
WARNING = {
    Trouble.TIME_JUMPED: "clock_jumped",
    Trouble.TIME_NEVER_SET: "clock_never_set",
    Trouble.TIME_OLD: "clock_never_set",
    Trouble.REFUSED: "punches_refused",
    Trouble.DARK: "camera_dark",
    Trouble.CARD_READER: "scanner_unplugged",
}


def report_of(state: ClockState) -> tuple[DeviceState, str]:
    """State and code. A lost link is not told: who cannot be reached hears nothing."""
    for trouble in state.troubles:
        if trouble in DOWN:
            return DeviceState.DOWN, DOWN[trouble]
        if trouble is Trouble.CAMERA:
            return DeviceState.DOWN, state.camera_code
        if trouble in WARNING:
            return DeviceState.WARNING, WARNING[trouble]
    return DeviceState.OK, ""
