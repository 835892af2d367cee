"""Where everything of a demonstration stands on one screen, and what the parts of it agree on."""

from itertools import combinations

from hall_server.attendance_settings import TEMPLATE
from hall_server.cli.demo import SIDE_BY_SIDE
from hall_server.cli.demo_clock import BY_FACE, BY_PIN
from hall_server.cli.demo_faces import ENROLLED
from hall_server.cli.demo_hall import PLACES, STRICT
from hall_server.cli.demo_twins import PANELS
from hardware.twins.camera import face_of

SCREEN = (1920, 1080)
ROUNDED = 2
"""Pixels that are lost where a scaled window meets its neighbour."""


def boxes() -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right, bottom."""
    windows = {
        name: (p.x, p.y, p.x + p.width * p.scale, p.y + p.height * p.scale)
        for name, p in SIDE_BY_SIDE.items()
    }
    return windows | {name: (x, y, x + w, y + h) for name, (x, y, w, h) in PANELS.items()}


def test_no_window_stands_on_another_or_beside_the_screen() -> None:
    for name, (left, top, right, bottom) in boxes().items():
        assert min(left, top) >= 0, name
        assert max(right - SCREEN[0], bottom - SCREEN[1]) <= ROUNDED, name
    for (one, a), (other, b) in combinations(boxes().items(), 2):
        apart = (
            a[2] <= b[0] + ROUNDED
            or b[2] <= a[0] + ROUNDED
            or a[3] <= b[1] + ROUNDED
            or b[3] <= a[1] + ROUNDED
        )
        assert apart, (one, other)


def test_whoever_is_watched_can_be_visited() -> None:
    assert set(SIDE_BY_SIDE) == set(PLACES)


def test_the_clock_has_somebody_with_a_face_and_somebody_without() -> None:
    assert BY_FACE in ENROLLED
    assert BY_PIN not in ENROLLED
    assert len({face_of(staff) for staff in ENROLLED}) == len(ENROLLED)


def test_the_policy_that_the_demonstration_changes_is_in_the_settings() -> None:
    assert STRICT in TEMPLATE
