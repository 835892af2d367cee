"""Answers on their way: kept before they are sent, over lost links and restarts, each with its one key."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hall_server.client.http import rate_path
from hall_server.client.outbox import NotKept, Outbox
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Problem
from hall_server.wire.asks import Rate
from hall_server.wire.words import RatingSource
from hardware.evaluator.touch.unsent import Answers, Fate, Outcome

NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)
BAD = Rate(stars=1, reasons=("attitude",), source=RatingSource.TOUCH)
GOOD = Rate(stars=5, source=RatingSource.TOUCH)


class FakeHall:
    """Takes each key once; `troubles` are raised before or, if `heard`, after it has taken the command."""

    def __init__(self) -> None:
        self.troubles: list[Exception] = []
        self.taken: dict[str, tuple[str, str]] = {}
        self.posts = 0

    def post_stored(self, path: str, body: str, key: str) -> None:
        self.posts += 1
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is None or isinstance(trouble, AnswerLost):
            assert self.taken.setdefault(key, (path, body)) == (path, body)
        if trouble is not None:
            raise trouble


class AnswerLost(LinkLost):
    """The command arrived, its answer did not."""


def refused(status: int = 409) -> Refused:
    return Refused(Problem(type="", title="", status=status, detail="该号已评价", code="not_rateable"))


@pytest.fixture
def hall() -> FakeHall:
    return FakeHall()


def started(folder: Path, hall: FakeHall) -> tuple[Answers, Outbox]:
    """The part as it is after a start of the program."""
    outbox = Outbox(folder / "unsent.db")
    return Answers(outbox, hall, rate_path, lambda: NINE), outbox


@pytest.fixture
def answers(tmp_path: Path, hall: FakeHall) -> Iterator[Answers]:
    made, outbox = started(tmp_path, hall)
    yield made
    outbox.close()


def test_an_answer_goes_to_its_ticket_with_its_reasons(answers: Answers, hall: FakeHall) -> None:
    assert answers.give("20261124-A001", BAD, "key-1") == Outcome(Fate.ON_RECORD)
    assert hall.taken == {
        "key-1": ("/tickets/20261124-A001/rate", '{"stars":1,"reasons":["attitude"],"source":"touch"}')
    }


def test_an_answer_outlives_the_program_and_keeps_its_key(tmp_path: Path, hall: FakeHall) -> None:
    before, outbox = started(tmp_path, hall)
    hall.troubles = [LinkLost("x")]
    assert before.give("20261124-A001", BAD, "key-1") == Outcome(Fate.KEPT)
    outbox.close()
    after, outbox = started(tmp_path, hall)
    assert after.send_kept() == 0
    assert list(hall.taken) == ["key-1"]
    outbox.close()


def test_an_answer_that_had_arrived_before_the_link_broke_counts_once(
    answers: Answers, hall: FakeHall
) -> None:
    hall.troubles = [AnswerLost("x")]
    assert answers.give("20261124-A001", GOOD, "key-1").fate is Fate.KEPT
    assert answers.send_kept() == 0
    assert (list(hall.taken), hall.posts) == (["key-1"], 2)


def test_older_answers_go_first(answers: Answers, hall: FakeHall) -> None:
    hall.troubles = [LinkLost("x"), LinkLost("x")]
    for n in (1, 2, 3):
        answers.give(f"20261124-A00{n}", GOOD, f"key-{n}")
    assert list(hall.taken) == ["key-1", "key-2", "key-3"]


def test_a_refusal_is_told_of_its_own_answer_only(answers: Answers, hall: FakeHall) -> None:
    hall.troubles = [LinkLost("x"), refused()]
    assert answers.give("20261124-A001", GOOD, "key-1").fate is Fate.KEPT
    assert answers.give("20261124-A002", GOOD, "key-2") == Outcome(Fate.ON_RECORD)
    hall.troubles = [refused()]
    assert answers.give("20261124-A003", GOOD, "key-3") == Outcome(Fate.REFUSED, "该号已评价")
    assert answers.send_kept() == 0


def test_a_device_that_is_not_known_any_more_keeps_its_answers(answers: Answers, hall: FakeHall) -> None:
    hall.troubles = [refused(401)] * 2
    assert answers.give("20261124-A001", GOOD, "key-1").fate is Fate.KEPT
    assert answers.send_kept() == 1
    assert answers.send_kept() == 0


class FullDisk(Outbox):
    def put(self, path: str, body: str, key: str, at: datetime, owner: str = "") -> None:
        raise NotKept("database or disk is full")


@pytest.mark.parametrize(
    ("trouble", "fate"),
    [(None, Fate.ON_RECORD), (LinkLost("x"), Fate.LOST), (refused(), Fate.REFUSED)],
    ids=["sent", "lost", "refused"],
)
def test_with_a_full_disk_an_answer_is_sent_at_once_or_its_loss_is_told(
    tmp_path: Path, hall: FakeHall, trouble: Exception | None, fate: Fate
) -> None:
    outbox = FullDisk(tmp_path / "unsent.db")
    hall.troubles = [trouble] if trouble else []
    assert Answers(outbox, hall, rate_path, lambda: NINE).give("20261124-A001", BAD, "key-1").fate is fate
    outbox.close()
