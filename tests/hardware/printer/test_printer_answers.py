"""What a printer says: answers, the mark of printing and its own reports, told apart byte by byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.printer import frames
from hardware.printer.answers import Answer, Answers, PrintedMark, Report, StatusByte
from hardware.printer.interface import Paper

WELL = bytes.fromhex("10 00 00 0F")
COVER_OPEN = bytes.fromhex("38 00 00 0F")
PAPER_OUT = bytes.fromhex("18 00 0F 0F")


def heard(data: bytes, reports: bool = True, then_silence: bool = True) -> list[Answer]:
    answers = Answers(reports)
    found = [answer for byte in data for answer in answers.take(byte)]
    return found + (answers.silence() if then_silence else [])


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("10 00 00 0F", "ok"),
        ("14 00 00 0F", "ok"),  # the pin of a drawer
        ("50 00 00 0F", "ok"),  # somebody holds the feed key
        ("10 00 03 0F", "paper_near_end"),
        ("18 00 0C 0F", "paper_out"),
        ("18 00 0F 0F", "paper_out"),
        ("38 00 00 0F", "cover_open"),
        ("18 08 00 0F", "cutter_error"),
        ("18 04 00 0F", "printer_error"),
        ("18 20 00 0F", "printer_error"),
        ("18 40 00 0F", "printer_error"),
        ("18 00 00 0F", "printer_offline"),
    ],
)
def test_each_report_of_a_printer_has_its_meaning(frame: str, code: str) -> None:
    (report,) = heard(bytes.fromhex(frame))
    assert isinstance(report, Report)
    assert report.status.health.code == code


def test_a_frame_that_is_no_report_is_refused() -> None:
    for wrong in ("12 00 00 0F", "10 00 00", "10 10 00 0F", "10 00 00 0F 00"):
        with pytest.raises(ValueError, match="no report"):
            frames.decode_push(bytes.fromhex(wrong))


def test_an_answer_in_the_middle_of_a_report_is_still_an_answer() -> None:
    split = COVER_OPEN[:2] + b"\x12" + COVER_OPEN[2:]
    status, report = heard(split)
    assert status == StatusByte(0x12)
    assert isinstance(report, Report)
    assert report.status.cover_open


def test_flow_control_is_no_part_of_a_report() -> None:
    (report,) = heard(b"\x13" + PAPER_OUT[:1] + b"\x11" + PAPER_OUT[1:3] + b"\x13\x11" + PAPER_OUT[3:])
    assert isinstance(report, Report)
    assert report.status.paper is Paper.OUT


def test_half_a_report_followed_by_silence_is_forgotten() -> None:
    answers = Answers(reports=True)
    for byte in PAPER_OUT[:3]:
        assert answers.take(byte) == []
    assert answers.silence() == []
    assert [answer for byte in WELL for answer in answers.take(byte)] == [Report(frames.decode_push(WELL))]


def test_a_new_report_ends_a_broken_one() -> None:
    (report,) = heard(PAPER_OUT[:2] + WELL)
    assert report == Report(frames.decode_push(WELL))


def test_a_mark_that_stands_alone_says_printed() -> None:
    assert heard(b"\x00") == [PrintedMark()]
    assert heard(b"\x00\x12", then_silence=False) == [PrintedMark(), StatusByte(0x12)]
    assert heard(b"\x00" + WELL)[0] == PrintedMark()


def test_the_tail_of_a_report_whose_beginning_was_lost_does_not_say_printed() -> None:
    assert heard(WELL[1:]) == []
    assert heard(b"\xff" + WELL[1:] + b"\x12") == [StatusByte(0x12)]


def test_without_reports_a_mark_is_taken_at_once() -> None:
    assert heard(b"\x00", reports=False, then_silence=False) == [PrintedMark()]


def test_the_receipt_for_cleared_buffers_is_no_mark() -> None:
    for reports in (True, False):
        assert heard(bytes.fromhex("37 25 00"), reports) == []
        assert heard(bytes.fromhex("37 12"), reports) == [StatusByte(0x12)]


@given(st.binary(max_size=60))
def test_noise_never_breaks_the_reading(noise: bytes) -> None:
    for reports in (True, False):
        heard(noise, reports)


parts = st.lists(st.sampled_from([WELL, COVER_OPEN, PAPER_OUT, b"\x12", b"\x1a"]), max_size=12)


@given(parts)
def test_whole_messages_are_all_found_in_order(messages: list[bytes]) -> None:
    found = heard(b"".join(messages))
    expected = [
        StatusByte(each[0]) if len(each) == 1 else Report(frames.decode_push(each)) for each in messages
    ]
    assert found == expected
