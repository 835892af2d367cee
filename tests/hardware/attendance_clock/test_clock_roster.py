"""The roster: from the hall, sealed on the disk, open in memory, and gone for whoever has withdrawn."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from hall_server.client.background import Inline, ManualTimer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.storage.cipher import Cipher, ClockSeal
from hall_server.wire.attendance import ClockPerson, ClockRoster, EnrolledTemplate, RosterCalibration
from hardware.attendance_clock.glances import Recognised, Stranger, Unsure
from hardware.attendance_clock.kept_roster import KeptRoster
from hardware.attendance_clock.known_faces import KnownFaces
from hardware.attendance_clock.roster_watch import RosterWatch
from hardware.attendance_clock.staff import STRICT, Staff, card_hash
from hardware.face.fake_engine import FakeEngine
from hardware.face.interface import Template
from hardware.face.painted import PaintedFace, paint
from tests.hardware.attendance_clock.clock_fakes import a_problem, a_roster

TOKEN = "token-of-this-clock"
ENGINE = FakeEngine()


def templates_of(person: int, count: int = 3, seed: int = 0) -> list[Template]:
    pictures = [paint([PaintedFace(person)], seed=seed + n) for n in range(count)]
    return [ENGINE.template(picture, ENGINE.detect(picture)[0]) for picture in pictures]


def enrolled(person: int, token: str = TOKEN, version: str = "1") -> tuple[EnrolledTemplate, ...]:
    """As the server seals them."""
    seal = ClockSeal(token)
    return tuple(
        EnrolledTemplate(
            id=f"{person}-{n}",
            model="painted",
            version=version,
            sealed=seal.seal(values.astype("<f4").tobytes()),
        )
        for n, values in enumerate(templates_of(person))
    )


def a_hall(
    *people: tuple[str, tuple[EnrolledTemplate, ...]], version: int = 1, **more: object
) -> ClockRoster:
    usual = a_roster(version=version)
    found = tuple(ClockPerson(staff=s, name=f"name {s}", unit=None, templates=t) for s, t in people)
    return usual.model_copy(update={"people": found, **more})


def test_the_server_and_the_clock_make_the_same_of_a_card() -> None:
    cipher = Cipher(b"k" * 32)
    assert card_hash(cipher.card_key, " 00ab12 ") == cipher.card("00AB12")


def test_templates_sealed_for_this_clock_are_known_to_it() -> None:
    faces = KnownFaces(ENGINE.info)
    faces.use(a_hall(("1001", enrolled(11)), ("1002", enrolled(22)), ("1003", ())), TOKEN)
    assert faces.people == {"1001", "1002"}
    assert faces.identify(templates_of(11, 2, seed=50)) == Recognised("1001")
    assert faces.verify("1002", templates_of(22, 2, seed=50)) == Recognised("1002")
    assert faces.verify("1001", templates_of(22, 2, seed=50)) == Stranger()
    # Among so few, a stranger cannot be told from a bad picture.
    assert faces.identify(templates_of(77, 2)) == Unsure()


def test_templates_of_another_clock_or_engine_are_left_out() -> None:
    faces = KnownFaces(ENGINE.info)
    faces.use(a_hall(("1001", enrolled(11, token="another")), ("1002", enrolled(22, version="2"))), TOKEN)
    assert faces.people == frozenset()
    assert faces.identify(templates_of(11)) == Stranger()


def test_thresholds_that_nobody_knows_do_not_stop_the_clock() -> None:
    faces = KnownFaces(ENGINE.info)
    faces.use(a_hall(("1001", enrolled(11)), thresholds={"strange": 1.0}), TOKEN)
    assert faces.identify(templates_of(11, 2, seed=50)) == Recognised("1001")


def test_the_halls_own_thresholds_count() -> None:
    faces = KnownFaces(ENGINE.info)
    faces.use(a_hall(("1001", enrolled(11)), thresholds={"small_identify": 0.01}), TOKEN)
    assert faces.identify(templates_of(11, 2, seed=50)) == Unsure()


@pytest.mark.parametrize(
    ("version", "by_hand", "known"),
    [
        ("1", {}, False),
        ("of another model", {}, True),
        ("1", {"small_identify": 0.38}, True),
    ],
    ids=["of its own model", "of another model", "set by hand above it"],
)
def test_a_calibration_counts_for_the_model_that_it_was_made_with(
    version: str, by_hand: dict[str, float], known: bool
) -> None:
    strict = RosterCalibration(
        model="painted",
        version=version,
        made_at=datetime(2026, 11, 23, tzinfo=UTC),
        thresholds={"small_identify": 0.01},
    )
    faces = KnownFaces(ENGINE.info)
    faces.use(a_hall(("1001", enrolled(11)), calibration=strict, thresholds=by_hand), TOKEN)
    assert faces.identify(templates_of(11, 2, seed=50)) == (Recognised("1001") if known else Unsure())


def test_a_new_face_is_compared_with_everybodys_before_it_is_enrolled() -> None:
    faces = KnownFaces(ENGINE.info)
    faces.use(a_hall(("1001", enrolled(11)), ("1002", enrolled(22))), TOKEN)
    assert faces.fit("1003", tuple(templates_of(33))).close_to is None
    assert faces.fit("1003", tuple(templates_of(22, seed=9))).close_to == "1002"
    assert faces.fit("1002", tuple(templates_of(22, seed=9))).close_to is None
    assert faces.fit("1003", (*templates_of(33), *templates_of(44, 1))).spread


def test_a_proof_with_the_number_first_is_the_strict_policy() -> None:
    assert Staff(a_hall(liveness="number_and_face", policy="convenient")).policy == STRICT


def kept_in(folder: Path) -> KeptRoster:
    return KeptRoster(folder / "roster.sealed", folder / "punches.key")


def test_what_is_kept_says_nothing_and_comes_back_whole(tmp_path: Path) -> None:
    roster = a_roster()
    kept_in(tmp_path).write(roster)
    raw = (tmp_path / "roster.sealed").read_bytes()
    assert "陈静".encode() not in raw
    assert b"1001" not in raw
    assert kept_in(tmp_path).read() == roster
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "punches.key").stat().st_mode) == 0o600


def test_a_kept_roster_that_was_altered_is_no_roster(tmp_path: Path) -> None:
    kept_in(tmp_path).write(a_roster())
    path = tmp_path / "roster.sealed"
    path.write_text(path.read_text()[:-8] + "AAAAAAA=")
    assert kept_in(tmp_path).read() is None


def test_an_old_roster_does_not_stay_when_the_new_one_cannot_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_in(tmp_path).write(a_roster())

    def full(path: Path, text: str) -> None:
        raise OSError("no space")

    monkeypatch.setattr("hardware.attendance_clock.kept_roster.write_whole", full)
    with pytest.raises(OSError, match="no space"):
        kept_in(tmp_path).write(a_roster(version=2))
    assert kept_in(tmp_path).read() is None


class Rosters:
    """A hall that says its roster, while it can be reached."""

    def __init__(self) -> None:
        self.says = a_roster()
        self.trouble: Exception | None = None
        self.asked = 0

    def roster(self) -> ClockRoster:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        return self.says.model_copy(update={"at": datetime.now(UTC)})


class Known:
    people: frozenset[str] = frozenset()

    def use(self, roster: ClockRoster, token: str) -> None:
        self.people = frozenset(p.staff for p in roster.people)


class Watched:
    def __init__(self, folder: Path) -> None:
        self.hall, self.timer, self.told = Rosters(), ManualTimer(), []
        self.unauthorised = 0
        self.watch = RosterWatch(
            self.hall,
            kept_in(folder),
            Known(),
            lambda: TOKEN,
            Inline(),
            self.timer,
            self.told.append,
            self._count,
        )

    def _count(self) -> None:
        self.unauthorised += 1


def test_a_clock_that_starts_alone_uses_the_roster_on_its_disk(tmp_path: Path) -> None:
    Watched(tmp_path).watch.start()
    alone = Watched(tmp_path)
    alone.hall.trouble = LinkLost("away")
    alone.watch.start()
    (staff,) = alone.told
    assert staff.by_number("1001") is not None


def test_who_has_withdrawn_is_gone_with_the_next_fetch_and_from_the_disk(tmp_path: Path) -> None:
    clock = Watched(tmp_path)
    clock.watch.start()
    clock.hall.says = a_roster(without="1001", version=2)
    clock.watch.fetch()
    assert clock.told[-1].by_number("1001") is None
    kept = kept_in(tmp_path).read()
    assert kept is not None
    assert "1001" not in [p.staff for p in kept.people]


def test_the_same_roster_again_changes_nothing(tmp_path: Path) -> None:
    clock = Watched(tmp_path)
    clock.watch.start()
    clock.timer.advance(60)
    assert (clock.hall.asked, len(clock.told)) == (2, 1)


def test_a_roster_that_a_full_disk_refused_is_kept_with_the_next_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str) -> None:
        raise OSError("no space")

    clock = Watched(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr("hardware.attendance_clock.kept_roster.write_whole", full)
        clock.watch.start()
    assert kept_in(tmp_path).read() is None
    clock.timer.advance(60)
    assert kept_in(tmp_path).read() is not None
    assert len(clock.told) == 1


def test_a_policy_that_changed_is_told_though_the_people_are_the_same(tmp_path: Path) -> None:
    clock = Watched(tmp_path)
    clock.watch.start()
    clock.hall.says = a_roster(STRICT)
    clock.watch.fetch()
    assert clock.told[-1].policy == STRICT


def test_a_lost_link_is_tried_again_soon(tmp_path: Path) -> None:
    clock = Watched(tmp_path)
    clock.hall.trouble = LinkLost("away")
    clock.watch.start()
    clock.hall.trouble = None
    clock.timer.advance(5)
    assert len(clock.told) == 1


def test_a_clock_that_the_hall_does_not_know_is_told_so(tmp_path: Path) -> None:
    clock = Watched(tmp_path)
    clock.hall.trouble = Refused(a_problem("not_signed_in", 401))
    clock.watch.start()
    assert clock.unauthorised == 1


def test_a_template_is_read_as_it_was_written() -> None:
    (values,) = templates_of(11, 1)
    faces = KnownFaces(ENGINE.info)
    faces.use(a_hall(("1001", enrolled(11))), TOKEN)
    assert values.dtype == np.float32
    assert faces.people == {"1001"}
