"""The live wall: who should be here and who is, unit by unit; windows that wait for their clerk."""

from hall_server.domain.attendance.day import Note
from hall_server.domain.attendance.presence import Presence
from hall_server.domain.whereabouts import Kind as Away
from hall_server.history.lane import Lane
from hall_server.operations.calling import call_next
from hall_server.operations.months import terms_of
from hall_server.operations.people import sign_in
from hall_server.operations.wall import LiveWall, live_wall
from hall_server.operations.whereabouts import Asked, agree, ask
from hall_server.operations.windows import open_window
from tests.at_the_clock import CLERK, COLLEAGUE, SUPERVISOR, on_record, punched, the_day, turn_to
from tests.attendance import TUESDAY, at
from tests.conftest import RunningHall, clerk
from tests.visits import a_waiting


def the_wall(hall: RunningHall) -> LiveWall:
    terms = hall.lane.ask(terms_of).result(10)
    return live_wall(hall.store.records, hall.ask(lambda uow: uow.windows.all()), terms)


def test_the_wall_counts_who_is_due_here_on_leave_and_missing(any_hall: RunningHall) -> None:
    turn_to(any_hall, "8:00")
    entry = any_hall.do(
        ask,
        SUPERVISOR,
        Asked(
            staff=COLLEAGUE,
            kind=Away.SICK,
            start=at("8:30"),
            end=at("12:00"),
            reason="病",
            stand_in="1003",
        ),
    )
    any_hall.do(agree, SUPERVISOR, entry.id)
    turn_to(any_hall, "8:20")
    punched(any_hall, "8:20")
    turn_to(any_hall, "9:00")
    (unit,) = the_wall(any_hall).units
    assert (unit.unit, unit.due, unit.here, unit.on_leave, unit.not_here) == ("U1", 7, 1, 1, 5)


def test_a_closed_window_whose_clerk_is_due_waits_for_them(any_hall: RunningHall) -> None:
    turn_to(any_hall, "8:20")
    punched(any_hall, "8:20")
    turn_to(any_hall, "9:00")
    any_hall.do(open_window, clerk(3), "W003")
    empty = {e.window: (e.staff, e.presence) for e in the_wall(any_hall).empty}
    assert empty == {
        "W001": ("1001", Presence.HERE),
        "W002": ("1002", Presence.NOT_HERE),
        "W085": ("1085", Presence.NOT_HERE),
    }


def test_nobody_is_missed_on_a_day_off(hall: RunningHall) -> None:
    hall.clock.now = at("10:00", TUESDAY.replace(day=28))
    assert the_wall(hall).empty == ()
    assert [unit.due for unit in the_wall(hall).units] == [0]


# Seen at a window


def seen(hall: RunningHall) -> list[str]:
    return [f"{m.astimezone(at('0:00').tzinfo):%H:%M}" for m in on_record(hall).sign_ins.get(TUESDAY, ())]


def test_signing_in_and_opening_are_noted_once_in_a_while(any_hall: RunningHall) -> None:
    turn_to(any_hall, "8:25")
    any_hall.do(sign_in, CLERK, "digest", "W001")
    any_hall.do(open_window, clerk(1), "W001")
    assert seen(any_hall) == ["08:25"]
    turn_to(any_hall, "8:35")
    a_waiting(any_hall)
    any_hall.do(call_next, clerk(1), "W001")
    assert seen(any_hall) == ["08:25", "08:35"]


def test_a_clerk_who_calls_in_the_afternoon_is_seen_though_the_session_is_of_the_morning(
    hall: RunningHall,
) -> None:
    turn_to(hall, "8:25")
    hall.do(open_window, clerk(1), "W001")
    turn_to(hall, "14:10")
    a_waiting(hall)
    hall.do(call_next, clerk(1), "W001")
    turn_to(hall, "18:00")
    assert Note.NOT_AT_A_WINDOW in the_day(hall).notes  # 14:10 is more than a quarter of an hour late
    assert seen(hall) == ["08:25", "14:10"]


def test_a_clerk_who_never_came_to_the_window_is_noted(hall: RunningHall) -> None:
    turn_to(hall, "8:20")
    punched(hall, "8:20")
    turn_to(hall, "9:00")
    assert Note.NOT_AT_A_WINDOW in the_day(hall).notes


def test_a_clerk_at_the_window_in_time_is_not_noted(hall: RunningHall) -> None:
    turn_to(hall, "8:25")
    hall.do(open_window, clerk(1), "W001")
    turn_to(hall, "9:00")
    assert Note.NOT_AT_A_WINDOW not in the_day(hall).notes


def test_a_restart_forgets_no_note(any_hall: RunningHall) -> None:
    turn_to(any_hall, "8:25")
    any_hall.do(open_window, clerk(1), "W001")
    any_hall.lane.stop()
    any_hall.lane = Lane(any_hall.store, any_hall.clock)
    any_hall.lane.start()
    assert seen(any_hall) == ["08:25"]


def test_people_without_a_window_are_not_looked_for_at_one(hall: RunningHall) -> None:
    turn_to(hall, "9:00")
    assert the_day(hall, "9003").notes == ()
