"""What stands on the paper."""

import re
from datetime import timedelta

import pytest

from hall_server.wire.answers import Estimate, Issued
from hall_server.wire.waits import wait_words
from hall_server.wire.words import Language, PriorityClass
from hardware.printer.slip import Pair, Qr, Rule, Slip, Text
from hardware.printer.typeset import Typesetter
from kiosk.slip import slip_of, windows_words
from tests.kiosk.kiosk_fakes import a_ticket, issued
from tests.kiosk.kiosk_sample_hall import sample_directory


def words(slip: Slip) -> str:
    said = [line.text for line in slip.lines if isinstance(line, Text)]
    return "\n".join(said + [f"{line.left} {line.right}" for line in slip.lines if isinstance(line, Pair)])


def chinese(made: Issued, id_number: str = "") -> str:
    return words(slip_of(made, sample_directory(), Language.ZH, id_number))


def test_the_chinese_slip_says_all_that_the_citizen_needs() -> None:
    said = chinese(issued(a_ticket()))
    for expected in (
        "怀化市政务服务中心",
        "B区 房地产税费功能区 · 2楼",
        "市不动产登记中心",
        "国有建设用地使用权首次登记",
        "BA023",
        "前面等候 7 人",
        "约 15–25 分钟",
        "48-51, 55",
        "2026-11-24 09:00:00",
        "过号",
        "0745-12345",
    ):
        assert expected in said


def test_the_english_slip_says_the_same() -> None:
    said = words(slip_of(issued(a_ticket()), sample_directory(), Language.EN))
    for expected in (
        "Huaihua Government",
        "Zone B",
        "Real Estate Registration",
        "BA023",
        "15–25 min",
        "missed",
    ):
        assert expected in said
    assert not re.search(r"[\u4e00-\u9fff]", said)


def test_the_number_is_the_largest_word() -> None:
    slip = slip_of(issued(a_ticket()), sample_directory(), Language.ZH)
    largest = max((line for line in slip.lines if isinstance(line, Text)), key=lambda line: line.size)
    assert (largest.text, largest.size) == ("BA023", 4)


def test_the_qr_code_leads_to_the_phone_page() -> None:
    slip = slip_of(issued(a_ticket()), sample_directory(), Language.ZH)
    assert [line.data for line in slip.lines if isinstance(line, Qr)] == ["http://hall.test/t/3f9a7c1e5b"]


def test_class_and_reprint_are_marked() -> None:
    ticket = a_ticket().model_copy(update={"priority": PriorityClass.ELDERLY})
    assert "[老]" in chinese(issued(ticket, reprint=True))
    assert "[补打]" in chinese(issued(ticket, reprint=True))
    assert "[" not in chinese(issued(a_ticket()))


def test_four_digits_of_an_id_at_most_stand_on_paper() -> None:
    said = chinese(issued(a_ticket()), "431202199001011234")
    assert "1234" in said
    assert "011234" not in said
    assert "4312" not in said


def test_a_hall_with_hostile_names_still_prints() -> None:
    hostile = "\x1b@坏\x00\n" * 40 + "\u202e龘𠮷😀" + "长" * 300
    directory = sample_directory()
    directory = directory.model_copy(
        update={
            "name_zh": hostile,
            "items": tuple(i.model_copy(update={"name_zh": hostile}) for i in directory.items),
            "missed_rule_zh": hostile,
        }
    )
    job = Typesetter().job(slip_of(issued(a_ticket()), directory, Language.ZH)).data
    assert job.count(b"\x1b@") == 1


def test_what_the_directory_does_not_know_is_left_out() -> None:
    directory = sample_directory().model_copy(update={"zones": (), "units": (), "items": (), "queues": ()})
    slip = slip_of(issued(a_ticket()), directory, Language.ZH)
    assert "BA023" in words(slip)
    assert all(line.text.strip() for line in slip.lines if isinstance(line, Text))
    assert any(isinstance(line, Rule) for line in slip.lines)


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        (Estimate(low=0, mid=1, high=3, ahead=0, windows_open=2, basis="recent"), "马上"),
        (Estimate(low=0, mid=3, high=6, ahead=1, windows_open=2, basis="forecast"), "6 分钟以内"),
        (Estimate(low=8, mid=8, high=8, ahead=1, windows_open=1, basis="recent"), "约 8 分钟"),
        (Estimate(low=8, mid=9, high=12, ahead=3, windows_open=1, basis="catalogue"), "约 8–12 分钟"),
        (Estimate(low=0, mid=0, high=0, ahead=3, windows_open=0, basis="closed"), "窗口暂未开放"),
    ],
)
def test_the_wait_is_said_in_words(estimate: Estimate, expected: str) -> None:
    assert wait_words(estimate, Language.ZH) == expected


def test_neighbouring_windows_are_joined() -> None:
    assert windows_words((50, 48, 49, 55, 56, 60)) == "48-50, 55, 56, 60"


def test_the_time_is_the_halls_own() -> None:
    late = a_ticket().model_copy(update={"taken_at": a_ticket().taken_at + timedelta(hours=15, minutes=30)})
    assert "2026-11-25 00:30:00" in chinese(issued(late))
