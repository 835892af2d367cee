"""A kiosk's leased numbers in their file: each is printed once, whatever the machine suffers."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hall_server.client.leases import LeaseBook
from hall_server.client.outbox import NotKept
from hall_server.wire.answers import LeasedNumber, Leases

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def lent(*names: str, day: date = TODAY, at: datetime = NINE) -> Leases:
    numbers = tuple(
        LeasedNumber(
            ticket=f"{day:%Y%m%d}-{name}",
            number=name,
            queue=name.rstrip("0123456789"),
            day=day,
            url=f"http://hall.test/t/{name}",
        )
        for name in names
    )
    return Leases(numbers=numbers, at=at)


def a_book(folder: Path, machine: datetime = NINE) -> LeaseBook:
    return LeaseBook(folder / "state" / "leases.json", lambda: machine)


def drawn(book: LeaseBook, queue: str = "A", day: date = TODAY) -> list[str]:
    found = []
    while number := book.take(queue, day):
        found.append(number.number)
    return found


def test_numbers_are_taken_lowest_first_each_once(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    book.renew(lent("A901", "A902", "BG901"))
    assert book.has("A", TODAY)
    assert drawn(book) == ["A901", "A902"]
    assert not book.has("A", TODAY)
    assert drawn(book, "BG") == ["BG901"]
    assert not book.has_any(TODAY)


def test_a_number_is_good_on_its_day_only(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    book.renew(lent("A901"))
    assert not book.has("A", TOMORROW)
    assert not book.has_any(TOMORROW)
    assert book.take("A", TOMORROW) is None


def test_a_restart_knows_what_is_left_and_what_was_used(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    book.renew(lent("A901", "A902"))
    book.take("A", TODAY)
    assert drawn(a_book(tmp_path)) == ["A902"]


def test_a_used_number_is_not_taken_again_though_the_hall_still_offers_it(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    book.renew(lent("A901", "A902"))
    book.take("A", TODAY)
    again = a_book(tmp_path)
    again.renew(lent("A901", "A902", "A903"))
    assert drawn(again) == ["A902", "A903"]


def test_what_the_hall_no_longer_lends_is_gone(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    book.renew(lent("A901"))
    book.renew(lent("A905"))
    assert drawn(book) == ["A905"]


def test_numbers_of_a_new_day_are_not_taken_for_used_ones(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    book.renew(lent("A901"))
    book.take("A", TODAY)
    book.renew(lent("A901", day=TOMORROW))
    assert drawn(book, day=TOMORROW) == ["A901"]


def test_the_halls_clock_is_kept_over_a_restart(tmp_path: Path) -> None:
    slow = NINE - timedelta(minutes=7)
    a_book(tmp_path, slow).renew(lent("A901"))
    assert a_book(tmp_path, slow + timedelta(seconds=30)).now() == NINE + timedelta(seconds=30)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"numbers": 1, "used": [], "ahead_seconds": 0}', "\x00\x00"]
)
def test_after_an_unreadable_file_nothing_is_printed_that_may_have_been_printed(
    tmp_path: Path, text: str
) -> None:
    a_book(tmp_path).renew(lent("A901", "A902"))
    (tmp_path / "state" / "leases.json").write_text(text)
    book = a_book(tmp_path)
    assert book.take("A", TODAY) is None
    book.renew(lent("A901", "A902"))
    assert drawn(book) == []
    book.renew(lent("A901", "A902", "A903"))
    assert drawn(book) == ["A903"]


def test_a_number_that_cannot_be_marked_on_disk_is_not_taken(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    book.renew(lent("A901"))
    (tmp_path / "state" / "leases.json.new").mkdir()
    with pytest.raises(NotKept):
        book.take("A", TODAY)
    (tmp_path / "state" / "leases.json.new").rmdir()
    assert drawn(book) == ["A901"]


TAKER = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from hall_server.client.leases import LeaseBook

book = LeaseBook(Path(sys.argv[1]), lambda: datetime.now(UTC))
print(book.take("A", date(2026, 11, 24)).number, flush=True)
sys.stdin.read()
"""


def test_a_kiosk_that_is_killed_between_take_and_print_has_burned_the_number(tmp_path: Path) -> None:
    a_book(tmp_path).renew(lent("A901", "A902"))
    kiosk = subprocess.Popen(
        [sys.executable, "-c", TAKER, str(tmp_path / "state" / "leases.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    with kiosk:
        assert kiosk.stdout is not None
        assert kiosk.stdout.readline() == b"A901\n"
        kiosk.kill()
    assert drawn(a_book(tmp_path)) == ["A902"]
