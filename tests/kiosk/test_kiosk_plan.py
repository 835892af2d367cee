"""The plan of the hall: asked for, kept on disk, and used from there when the hall is dead at the start."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hall_server.client.background import Inline, ManualTimer
from hall_server.client.outbox import NotKept
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.directory import Directory
from kiosk.kept_plan import KeptPlan
from kiosk.plan_watch import RENEW_SECONDS, RETRY_SECONDS, PlanWatch
from tests.kiosk.kiosk_fakes import refused
from tests.kiosk.kiosk_sample_hall import sample_directory

PLAN = sample_directory()
NEXT = PLAN.model_copy(update={"version": PLAN.version + 1})
SERVER = "http://hall.test"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def kept(folder: Path, after: timedelta = timedelta(), server: str = SERVER) -> KeptPlan:
    return KeptPlan(folder / "state" / "plan.json", server, WEEK, lambda: NOW + after)


def test_a_plan_is_read_as_it_was_kept(tmp_path: Path) -> None:
    kept(tmp_path).keep(PLAN)
    assert kept(tmp_path, timedelta(days=6.9)).read() == PLAN


@pytest.mark.parametrize("after", [timedelta(days=7, seconds=1), timedelta(days=-1)], ids=["old", "to come"])
def test_a_plan_that_is_too_old_or_to_come_is_not_trusted(tmp_path: Path, after: timedelta) -> None:
    kept(tmp_path).keep(PLAN)
    assert kept(tmp_path, after).read() is None


def test_a_plan_of_another_hall_is_not_used(tmp_path: Path) -> None:
    kept(tmp_path).keep(PLAN)
    assert kept(tmp_path, server="http://other.test").read() is None


def test_there_is_no_plan_before_the_first(tmp_path: Path) -> None:
    assert kept(tmp_path).read() is None


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:1000])


def of_another_version(file: Path) -> None:
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"version": 2}), "utf-8")


def without_a_time(file: Path) -> None:
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"kept_at": "2026-11-24"}), "utf-8")


def without_zones(file: Path) -> None:
    said = json.loads(file.read_text("utf-8"))
    del said["directory"]["zones"]
    file.write_text(json.dumps(said), "utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        cut,
        of_another_version,
        without_a_time,
        without_zones,
        lambda file: file.write_text("[]"),
        lambda file: file.write_bytes(b"\xff\x00" * 99),
        lambda file: file.write_text(""),
    ],
    ids=["cut", "version", "time", "zones", "list", "noise", "empty"],
)
def test_a_damaged_file_is_ignored_and_replaced(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    kept(tmp_path).keep(PLAN)
    damage(tmp_path / "state" / "plan.json")
    assert kept(tmp_path).read() is None
    kept(tmp_path).keep(NEXT)
    assert kept(tmp_path).read() == NEXT


def test_a_disk_that_cannot_be_written_leaves_the_last_plan(tmp_path: Path) -> None:
    kept(tmp_path).keep(PLAN)
    (tmp_path / "state" / "plan.json.new").mkdir()
    with pytest.raises(NotKept):
        kept(tmp_path).keep(NEXT)
    assert kept(tmp_path).read() == PLAN


class Hall:
    """Answers with a plan unless it is silent or says no."""

    def __init__(self) -> None:
        self.plan = PLAN
        self.error: LinkLost | Refused | None = None
        self.asked = 0

    def directory(self) -> Directory:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return self.plan


class Disk:
    """A plan in memory."""

    def __init__(self, plan: Directory | None = None) -> None:
        self.plan = plan
        self.full = False

    def keep(self, directory: Directory) -> None:
        if self.full:
            raise NotKept("no room")
        self.plan = directory

    def read(self) -> Directory | None:
        return self.plan


class Watched:
    """A kiosk's watch over its plan, just started."""

    def __init__(self, hall: Hall, disk: Disk) -> None:
        self.timer = ManualTimer()
        self.plans: list[Directory] = []
        self.refusals: list[Refused] = []
        self.silences = 0
        self.watch = PlanWatch(
            hall, disk, Inline(), self.timer, self.plans.append, self._silent, self.refusals.append
        )
        self.watch.start()

    def _silent(self) -> None:
        self.silences += 1


def dead() -> Hall:
    hall = Hall()
    hall.error = LinkLost("no answer")
    return hall


def test_a_plan_that_was_fetched_is_kept() -> None:
    disk = Disk()
    assert Watched(Hall(), disk).plans == [PLAN]
    assert disk.plan == PLAN


def test_a_dead_hall_at_the_start_opens_with_the_plan_on_disk() -> None:
    watched = Watched(dead(), Disk(PLAN))
    assert (watched.plans, watched.silences) == ([PLAN], 0)


def test_a_living_hall_goes_before_the_disk() -> None:
    hall = Hall()
    hall.plan = NEXT
    assert Watched(hall, Disk(PLAN)).plans == [NEXT]


def test_without_any_plan_the_hall_is_asked_again_and_again() -> None:
    hall = dead()
    watched = Watched(hall, Disk())
    assert (watched.plans, watched.silences) == ([], 1)
    hall.error = None
    watched.timer.advance(RETRY_SECONDS)
    assert watched.plans == [PLAN]


def test_the_first_sign_of_the_hall_brings_its_plan() -> None:
    hall = dead()
    watched = Watched(hall, Disk(PLAN))
    hall.error, hall.plan = None, NEXT
    watched.watch.link_live()
    watched.watch.link_live()
    assert (watched.plans, hall.asked) == ([PLAN, NEXT], 2)


def test_after_a_silence_the_plan_is_asked_for_anew() -> None:
    hall = Hall()
    watched = Watched(hall, Disk())
    watched.watch.link_live()
    assert hall.asked == 1
    watched.watch.link_lost()
    hall.plan = NEXT
    watched.watch.link_live()
    assert watched.plans == [PLAN, NEXT]


def test_a_kept_plan_is_renewed_every_hour_though_nothing_changes() -> None:
    hall, disk = Hall(), Disk()
    watched = Watched(hall, disk)
    disk.plan = None
    watched.timer.advance(RENEW_SECONDS)
    assert disk.plan == PLAN


def test_a_refusal_at_the_start_is_told() -> None:
    hall = Hall()
    hall.error = refused("not_signed_in", "请先登录", status=401)
    watched = Watched(hall, Disk(PLAN))
    assert (watched.plans, len(watched.refusals)) == ([], 1)


def test_a_full_disk_stops_nothing() -> None:
    disk = Disk()
    disk.full = True
    assert Watched(Hall(), disk).plans == [PLAN]
