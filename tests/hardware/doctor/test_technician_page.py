"""The technician's page: its PIN, its check, its acts and its closing, by a clock that the test moves."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from hall_server.client.background import Inline, ManualTimer
from hall_server.wire.words import Language
from hardware.doctor.findings import Finding
from hardware.doctor.page import wording
from hardware.doctor.page.state import PIN_TRIES, About, Act, PageState, Sheet
from hardware.doctor.page.view_model import IDLE_SECONDS, WIPE_SECONDS, TechnicianPage
from hardware.doctor.technician_pin import hashed
from hardware.health import Health, HealthState

PIN = "246810"
HASH = hashed(PIN)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PAPER_OUT = Finding("printer", "tcp://10.0.0.5:9100", Health.down("paper_out"), "paper out", "纸张：缺纸")
FINE = Finding("disk", "/srv", Health.ok(), "20.0 GB free", "可用 20.0 GB")


class Bench:
    """The page on a desk: everything runs at once unless `wait` is set; then jobs are run one by one."""

    def __init__(
        self, pin_hash: str | None = HASH, findings: tuple[Finding, ...] = (FINE, PAPER_OUT)
    ) -> None:
        self.timer = ManualTimer()
        self.findings = findings
        self.looked: list[str] = []
        self.printed = 0
        self.shown: list[PageState] = []
        self.jobs: list[Callable[[], None]] = []
        self.wait = False
        self.page = TechnicianPage(
            About(Language.ZH, (("server", "http://hall"), ("name", ""))),
            pin_hash,
            self.check,
            {Act.PRINT: self.print_it},
            self,
            self.timer,
            lambda: self.timer.now,
            lambda: NOON,
            self.shown.append,
        )

    def run(self, job, done, failed) -> None:  # type: ignore[no-untyped-def]
        if self.wait:
            self.jobs.append(lambda: Inline().run(job, done, failed))
        else:
            Inline().run(job, done, failed)

    def check(self) -> Iterator[Finding]:
        for finding in self.findings:
            self.looked.append(finding.what)
            yield finding

    def print_it(self) -> Finding:
        self.printed += 1
        return Finding("printer", "", Health.ok(), "a test ticket was printed", "已打印测试票")

    @property
    def state(self) -> PageState:
        return self.page.state

    def type(self, pin: str) -> None:
        for digit in pin:
            self.page.digit_pressed(digit)
        self.page.enter_pressed()

    def opened(self) -> "Bench":
        self.page.asked_for()
        self.type(PIN)
        return self


def test_the_right_pin_opens_the_report_and_the_check_begins() -> None:
    bench = Bench().opened()
    assert bench.state.sheet is Sheet.REPORT
    assert bench.state.findings == (FINE, PAPER_OUT)
    assert (bench.state.checking, bench.state.checked_at) == (False, NOON)


def test_without_a_pin_in_the_settings_the_page_says_how_to_set_one() -> None:
    bench = Bench(pin_hash=None)
    bench.page.asked_for()
    assert bench.state.sheet is Sheet.NOT_SET
    assert "hall technician-pin" in wording.notice(bench.state)[1]
    bench.type(PIN)
    assert (bench.state.sheet, bench.looked) == (Sheet.NOT_SET, [])


@pytest.mark.parametrize("spoilt", ["246810", "scrypt:abc", f"{HASH}00", HASH.replace("32768", "32769")])
def test_a_pin_setting_that_can_never_match_is_named(spoilt: str) -> None:
    bench = Bench(pin_hash=spoilt)
    bench.page.asked_for()
    assert bench.state.sheet is Sheet.SPOILT


def test_a_wrong_pin_opens_nothing_and_tells_how_many_tries_are_left() -> None:
    bench = Bench()
    bench.page.asked_for()
    bench.type("111111")
    assert (bench.state.sheet, bench.state.wrong, bench.state.tries_left) == (Sheet.PIN, True, PIN_TRIES - 1)
    assert bench.looked == []


def test_five_wrong_pins_lock_the_keys_for_a_minute_even_for_the_right_one() -> None:
    bench = Bench()
    bench.page.asked_for()
    for _ in range(PIN_TRIES):
        bench.type("111111")
    assert bench.state.locked_seconds == 60
    bench.type(PIN)
    assert bench.state.sheet is Sheet.PIN
    bench.timer.advance(59.5)
    assert bench.state.locked_seconds == 1
    bench.timer.advance(1.0)
    assert bench.state.locked_seconds == 0
    bench.type(PIN)
    assert bench.state.sheet is Sheet.REPORT


def test_closing_the_page_does_not_forget_wrong_pins_nor_the_lock() -> None:
    bench = Bench()
    for _ in range(PIN_TRIES):
        bench.page.asked_for()
        bench.type("111111")
        bench.page.close()
    bench.page.asked_for()
    assert bench.state.locked_seconds == 60


def test_the_right_pin_forgives_the_wrong_ones() -> None:
    bench = Bench()
    bench.page.asked_for()
    for _ in range(PIN_TRIES - 1):
        bench.type("111111")
    bench.type(PIN)
    bench.page.close()
    bench.page.asked_for()
    bench.type("111111")
    assert bench.state.tries_left == PIN_TRIES - 1


def test_the_pin_is_in_no_state_and_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    bench = Bench()
    bench.page.asked_for()
    bench.type("135791")
    bench.type(PIN)
    assert not any(pin in repr(state) for state in bench.shown for pin in (PIN, "135791", HASH))
    assert PIN not in caplog.text


def test_a_digit_can_be_rubbed_out_and_no_more_than_twelve_are_taken() -> None:
    bench = Bench()
    bench.page.asked_for()
    for digit in "12345678901234":
        bench.page.digit_pressed(digit)
    assert bench.state.typed == 12
    bench.page.rub_out_pressed()
    assert bench.state.typed == 11


def test_digits_that_nobody_completes_go_with_the_page() -> None:
    bench = Bench()
    bench.page.asked_for()
    bench.page.digit_pressed("2")
    bench.timer.advance(WIPE_SECONDS + 1)
    assert bench.state.sheet is Sheet.CLOSED
    bench.page.asked_for()
    assert bench.state.typed == 0


def test_the_report_closes_itself_when_nobody_touches_it() -> None:
    bench = Bench().opened()
    bench.timer.advance(IDLE_SECONDS - 1)
    bench.page.touched()
    bench.timer.advance(IDLE_SECONDS - 1)
    assert bench.state.sheet is Sheet.REPORT
    bench.timer.advance(2)
    assert (bench.state.sheet, bench.state.findings) == (Sheet.CLOSED, ())


def test_each_finding_is_shown_as_soon_as_it_is_there() -> None:
    bench = Bench()
    bench.page.asked_for()
    bench.type(PIN)
    bench.wait = True
    bench.page.check_pressed()
    assert bench.state.checking
    bench.jobs.pop(0)()
    assert (bench.state.findings, bench.looked[2:]) == ((FINE,), ["disk"])


def test_a_check_that_is_under_way_is_not_begun_twice() -> None:
    bench = Bench().opened()
    bench.wait = True
    bench.page.check_pressed()
    bench.page.check_pressed()
    assert len(bench.jobs) == 1


def test_what_comes_after_closing_is_dropped_and_the_check_goes_no_further() -> None:
    bench = Bench()
    bench.page.asked_for()
    bench.type(PIN)
    bench.wait = True
    bench.page.check_pressed()
    bench.page.close()
    bench.jobs.pop(0)()
    assert (bench.state.sheet, bench.jobs) == (Sheet.CLOSED, [])


def test_a_test_ticket_is_printed_once_a_press_and_its_end_is_told() -> None:
    bench = Bench().opened()
    bench.wait = True
    bench.page.act_pressed(Act.PRINT)
    bench.page.act_pressed(Act.PRINT)
    assert wording.outcome(bench.state)[1] == "正在执行：打印测试票…"
    bench.jobs.pop(0)()
    assert (bench.printed, wording.outcome(bench.state)) == (
        1,
        (HealthState.OK, "打印测试票：已打印测试票"),
    )


def test_what_this_machine_does_not_have_is_not_offered() -> None:
    bench = Bench().opened()
    bench.page.act_pressed(Act.SPEAK)
    assert (bench.state.offered, bench.state.acting) == ((Act.PRINT,), None)


def test_a_mistake_in_a_driver_becomes_a_finding_and_the_check_ends() -> None:
    bench = Bench()

    def check() -> Iterator[Finding]:
        yield FINE
        raise RuntimeError("a mistake")

    bench.check = check  # type: ignore[method-assign]
    bench.page._check = check
    bench.opened()
    assert bench.state.findings[-1].answered == "RuntimeError: a mistake"
    assert not bench.state.checking


def test_nothing_is_done_for_somebody_who_has_not_given_the_pin() -> None:
    bench = Bench()
    bench.page.asked_for()
    bench.page.act_pressed(Act.PRINT)
    bench.page.check_pressed()
    assert (bench.printed, bench.looked) == (0, [])


def test_troubles_stand_first_with_sign_word_cause_and_cure() -> None:
    bench = Bench().opened()
    trouble, well = wording.rows(bench.state)
    assert (trouble.sign, trouble.word, trouble.what) == ("✕", "故障", "号票打印机")
    assert (trouble.cause, trouble.cure) == ("打印机缺纸", "处理：请更换纸卷")
    assert trouble.detail == "tcp://10.0.0.5:9100   纸张：缺纸"
    assert (well.sign, well.cause, well.cure, well.detail) == ("✓", "", "", "/srv   可用 20.0 GB")
    assert wording.progress(bench.state) == "检查完成 12:00:00   需要处理：1 项"


def test_the_same_is_told_in_english() -> None:
    told = wording.row(PAPER_OUT, Language.EN)
    assert (told.word, told.what, told.cause) == ("Down", "Ticket printer", "The printer is out of paper")
    assert told.detail == "tcp://10.0.0.5:9100   paper out"


def test_a_fact_that_is_not_set_says_so() -> None:
    assert wording.facts(Bench().state) == (("服务器", "http://hall"), ("设备名称", "未设置"))
