"""The real driver, second by second, against a line that answers as it is told."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.health import Fault, HealthState
from hardware.id_reader.codes import STATUSES, Action, status_of
from hardware.id_reader.frames import (
    FIND,
    READ,
    READ_ADDRESSES,
    SAM_ID,
    SELECT,
    STATUS,
    Question,
    set_packet,
)
from hardware.id_reader.interface import (
    ReaderSilent,
    ReaderUnauthorised,
    ReaderUnsuitable,
    ReaderUnwell,
)
from hardware.id_reader.presence import Limits, Removal
from hardware.id_reader.sam_reader import Model, Patience, SamReader
from hardware.transport.line import LineUnreachable
from tests.hardware.id_reader.golden_cards import (
    HMT,
    ONE_ADDRESS,
    RESIDENT,
    Clock,
    ScriptedLine,
    framed,
    read_answer,
)

FOUND, SELECTED, NONE = framed(0x9F, bytes(4)), framed(0x90, bytes(8)), framed(0x80)
RESIDENT_NUMBER, HMT_NUMBER = "11010519491231002X", "810000199408230021"


class Bench:
    """A reader, its clock, its lines, and what the module says to each question."""

    def __init__(self, model: Model | None = None, speeds: int = 1) -> None:
        self.clock = Clock()
        self.says: dict[bytes, bytes | Callable[[], bytes]] = {
            STATUS.frame: framed(0x90),
            SAM_ID.frame: framed(0x21),
            FIND.frame: NONE,
            SELECT.frame: SELECTED,
            READ.frame: read_answer(RESIDENT),
        }
        self.lines: list[ScriptedLine] = []
        self.closed_port: Fault | None = None
        self.reader = SamReader([self.open] * speeds, model, clock=self.clock)

    def open(self) -> ScriptedLine:
        if self.closed_port is not None:
            raise self.closed_port
        self.lines.append(ScriptedLine(self.clock, self.answer))
        return self.lines[-1]

    def answer(self, question: bytes) -> bytes:
        said = self.says.get(question, b"")
        return said if isinstance(said, bytes) else said()

    def asked(self, question: bytes) -> int:
        return sum(line.written.count(question) for line in self.lines)

    def next(self, find: bytes = NONE, after: float = 0.5) -> str | None:
        """The number of the card at the next look, half a second later."""
        self.clock.now += after
        self.says[FIND.frame] = find
        card = self.reader.poll()
        return card.id_number if card else None


def in_turn(*answers: bytes) -> Callable[[], bytes]:
    left = iter(answers)
    return lambda: next(left, answers[-1])


@pytest.fixture
def bench() -> Bench:
    """A reader whose line is already open."""
    made = Bench()
    assert made.reader.poll() is None
    return made


def test_a_card_is_found_selected_and_read(bench: Bench) -> None:
    assert bench.next(FOUND) == RESIDENT_NUMBER
    assert bench.lines[0].written == [q.frame for q in (STATUS, SAM_ID, FIND, SELECT, READ)]


def test_a_card_left_on_the_reader_is_read_once_and_reported_without_a_gap(bench: Bench) -> None:
    looks = [bench.next(FOUND)] + [bench.next() for _ in range(20)]
    assert looks[:4] == [RESIDENT_NUMBER] * 4
    assert looks[5:] == [None] * 16
    assert bench.asked(READ.frame) == 1


def test_the_same_card_laid_down_again_is_a_new_presentation(bench: Bench) -> None:
    bench.next(FOUND)
    assert bench.next(after=2) is None
    assert bench.next(FOUND) == RESIDENT_NUMBER


def test_another_card_takes_its_place_at_once(bench: Bench) -> None:
    bench.next(FOUND)
    bench.says[READ.frame] = read_answer(HMT)
    assert bench.next(FOUND) == HMT_NUMBER


def test_a_new_card_that_cannot_be_read_never_passes_for_the_one_before(bench: Bench) -> None:
    bench.next(FOUND)
    bench.says[SELECT.frame] = framed(0x81)
    assert bench.next(FOUND) is None


def test_a_reader_that_finds_a_lying_card_tells_its_removal_at_once() -> None:
    bench = Bench(Model(removal=Removal.FIND))
    bench.reader.poll()
    assert [bench.next(FOUND), bench.next(FOUND, after=9), bench.next()] == [
        RESIDENT_NUMBER,
        RESIDENT_NUMBER,
        None,
    ]


def test_a_reader_that_can_be_asked_whether_a_card_lies_there_is_asked() -> None:
    bench = Bench(Model(removal=Removal.ASK))
    bench.says[bytes.fromhex("AAAAAA96690003300536")] = in_turn(framed(0x90, bytes(28)), framed(0x41))
    bench.reader.poll()
    assert [bench.next(FOUND), bench.next(after=9), bench.next()] == [RESIDENT_NUMBER, RESIDENT_NUMBER, None]


def test_a_reader_that_does_not_know_that_question_is_not_asked_again() -> None:
    bench = Bench(Model(removal=Removal.ASK))
    question = bytes.fromhex("AAAAAA96690003300536")
    bench.says[question] = framed(0x21)
    bench.reader.poll()
    assert [bench.next(FOUND), bench.next(), bench.next(), bench.next(after=2)] == [RESIDENT_NUMBER] * 3 + [
        None
    ]
    assert bench.asked(question) == 1


FAULTS: dict[Action, type[Fault]] = {
    Action.UNWELL: ReaderUnwell,
    Action.UNAUTHORISED: ReaderUnauthorised,
    Action.SKIP: ReaderUnsuitable,
}
TROUBLES = [word for word, status in STATUSES.items() if status.action in FAULTS]
REFUSALS = [word for word in STATUSES if word not in (*TROUBLES, 0x90, 0x9F)]


@pytest.mark.parametrize("question", [FIND, SELECT, READ])
@pytest.mark.parametrize("word", TROUBLES)
def test_a_module_in_trouble_is_a_fault_at_every_question(
    bench: Bench, word: int, question: Question
) -> None:
    bench.says[question.frame] = framed(word)
    with pytest.raises(FAULTS[STATUSES[word].action]):
        bench.next(framed(word) if question is FIND else FOUND)
    assert bench.reader.health().state is HealthState.DOWN
    assert bench.lines[-1].closed


@pytest.mark.parametrize("question", [FIND, SELECT, READ])
@pytest.mark.parametrize("word", [*REFUSALS, 0x77])
def test_every_other_status_word_has_its_consequence_at_every_question(
    bench: Bench, word: int, question: Question
) -> None:
    frame, action = question.frame, status_of(word).action
    bench.says[frame] = framed(word)
    find = framed(word) if question is FIND else FOUND
    assert bench.next(find) is None
    assert bench.asked(frame) == (2 if action is Action.RESEND else 1)
    hint = bench.reader.health().code
    assert hint == {Action.NOT_AN_ID_CARD: "card_not_id", Action.REPLACE: "card_put_again"}.get(action, "ok")
    bench.says.update({SELECT.frame: SELECTED, READ.frame: read_answer(RESIDENT)})
    if action is Action.NOT_AN_ID_CARD:
        bench.next(NONE)
    assert bench.next(FOUND) == RESIDENT_NUMBER
    assert bench.reader.health().state is HealthState.OK


@pytest.mark.parametrize("word", [0x23, 0x24, 0x31, 0x32, 0x33, 0x41, 0x47, 0x81])
def test_three_tries_then_please_lay_the_card_down_again(bench: Bench, word: int) -> None:
    bench.says[SELECT.frame] = framed(word)
    for _ in range(3):
        assert bench.next(FOUND) is None
    assert bench.asked(SELECT.frame) == 3
    health = bench.reader.health()
    assert (health.state, health.code, health.cure) == (HealthState.WARNING, "card_put_again", "请重新放卡")
    bench.next(FOUND)
    bench.next(FOUND)
    assert bench.asked(SELECT.frame) == 3, "it is not tried over and over"


def test_a_lifted_card_gets_its_three_tries_again(bench: Bench) -> None:
    bench.says[SELECT.frame] = framed(0x81)
    for _ in range(4):
        bench.next(FOUND)
    bench.next(NONE)
    assert bench.reader.health().code == "card_put_again"
    bench.says[SELECT.frame] = SELECTED
    assert bench.next(FOUND) == RESIDENT_NUMBER
    assert bench.reader.health().state is HealthState.OK


def test_a_card_swapped_without_a_look_in_between_is_tried_after_a_rest(bench: Bench) -> None:
    bench.says[SELECT.frame] = framed(0x81)
    for _ in range(3):
        bench.next(FOUND)
    bench.says[SELECT.frame] = SELECTED
    assert bench.next(FOUND, after=3) == RESIDENT_NUMBER


def test_the_word_to_the_citizen_goes_when_nothing_lies_there(bench: Bench) -> None:
    bench.says[SELECT.frame] = framed(0x40)
    bench.next(FOUND)
    assert bench.reader.health().code == "card_not_id"
    bench.next(NONE)
    assert bench.reader.health().code == "card_not_id"
    bench.next(NONE, after=2)
    assert bench.reader.health().code == "ok"


def test_a_card_that_slipped_away_in_the_middle_is_asked_for_again(bench: Bench) -> None:
    bench.says[READ.frame] = framed(0x41)
    bench.next(FOUND)
    bench.next(NONE)
    assert bench.reader.health().code == "card_put_again"


@pytest.mark.parametrize(
    "answer",
    [
        read_answer(RESIDENT.replace(b"X\0", b"1\0", 1)),
        read_answer(RESIDENT[:250] + RESIDENT),
        framed(0x90, b"\2\0\4\0" + RESIDENT + bytes(1024)),
    ],
)
def test_a_card_that_contradicts_itself_is_tried_three_times(bench: Bench, answer: bytes) -> None:
    bench.says[READ.frame] = answer
    assert [bench.next(FOUND) for _ in range(4)] == [None] * 4
    assert bench.asked(READ.frame) == 3
    assert bench.reader.health().code == "card_put_again"


def test_a_damaged_answer_is_asked_for_once_more(bench: Bench) -> None:
    damaged = read_answer(RESIDENT)[:-1] + b"\0"
    bench.says[READ.frame] = in_turn(damaged, read_answer(RESIDENT))
    assert bench.next(FOUND) == RESIDENT_NUMBER


def test_a_module_that_heard_damage_is_told_once_more(bench: Bench) -> None:
    bench.says[SELECT.frame] = in_turn(framed(0x10), SELECTED)
    assert bench.next(FOUND) == RESIDENT_NUMBER


def test_an_answer_that_comes_too_late_is_not_taken_for_the_next_one(bench: Bench) -> None:
    """The read of one citizen's card ends after its time; the next card must not get that name."""
    bench.says[READ.frame] = b""
    assert bench.next(FOUND) is None
    assert bench.lines[0].closed
    late = read_answer(RESIDENT)
    bench.says[STATUS.frame] = in_turn(late + framed(0x90))
    bench.says[READ.frame] = read_answer(HMT)
    assert bench.next(FOUND) is None
    assert bench.next(FOUND) == HMT_NUMBER


def test_what_was_left_on_the_line_is_dropped_before_each_question(bench: Bench) -> None:
    bench.lines[0].waiting = FOUND + SELECTED
    assert bench.next(NONE) is None
    assert bench.asked(SELECT.frame) == 0


def test_one_silence_is_forgiven_and_two_are_a_fault(bench: Bench) -> None:
    assert bench.next(b"") is None
    assert bench.reader.health().state is HealthState.DOWN
    assert bench.next(NONE) is None, "the line is opened anew"
    with pytest.raises(ReaderSilent):
        bench.next(b"")


def test_a_line_that_comes_back_is_well_again(bench: Bench) -> None:
    bench.lines[0].broken = True
    assert bench.next() is None
    assert bench.reader.health().code == "reader_unplugged"
    assert bench.next() is None
    assert bench.next(FOUND) == RESIDENT_NUMBER
    assert bench.reader.health().state is HealthState.OK


def test_a_card_is_not_reported_over_a_broken_line(bench: Bench) -> None:
    bench.next(FOUND)
    bench.lines[0].broken = True
    assert bench.next() is None


def test_an_absent_port_is_tried_with_growing_pauses() -> None:
    bench = Bench()
    bench.closed_port = LineUnreachable("sam+serial:///dev/ttyUSB0: there is no such port")
    tried = []
    real_open = bench.open

    def counted() -> ScriptedLine:
        tried.append(bench.clock.now - 100)
        return real_open()

    reader = SamReader([counted], clock=bench.clock)
    for _ in range(240):
        with pytest.raises(LineUnreachable, match="/dev/ttyUSB0"):
            reader.poll()
        bench.clock.now += 0.25
    assert tried == [0.0, 0.5, 1.5, 3.5, 7.5, 15.5, 30.5, 45.5]
    bench.closed_port = None
    bench.clock.now += 15
    assert reader.poll() is None
    assert reader.health().state is HealthState.OK


@pytest.mark.parametrize(
    ("word", "fault"), [(0x60, ReaderUnwell), (0x66, ReaderUnauthorised), (0x21, ReaderUnsuitable)]
)
def test_a_module_in_trouble_says_so_when_the_line_is_opened(word: int, fault: type[Fault]) -> None:
    bench = Bench(speeds=5)
    bench.says[STATUS.frame] = framed(word)
    with pytest.raises(fault):
        bench.reader.poll()
    assert [line.closed for line in bench.lines] == [True]


def test_every_speed_is_tried_and_the_right_one_remembered() -> None:
    clock, opened = Clock(), []

    def at(speed: int) -> Callable[[], ScriptedLine]:
        def open_line() -> ScriptedLine:
            opened.append(speed)
            return ScriptedLine(clock, lambda asked: framed(0x90) if speed == 19200 else b"\xf8\x00")

        return open_line

    reader = SamReader([at(speed) for speed in (115200, 57600, 38400, 19200, 9600)], clock=clock)
    assert reader.poll() is None
    assert opened == [115200, 57600, 38400, 19200]
    reader.close()
    reader.poll()
    assert opened[4:] == [19200]


def test_no_poll_takes_longer_than_its_bound() -> None:
    """Silence, and a device that never stops sending, at every place."""
    for breaking in (STATUS, SAM_ID, FIND, SELECT, READ):
        for noise in (b"", b"\xaa" * 40000):
            bench = Bench(speeds=5)
            bench.says[FIND.frame] = FOUND
            bench.says[breaking.frame] = noise
            for _ in range(6):
                began = bench.clock.now
                with suppress(Fault):
                    bench.reader.poll()
                assert bench.clock.now - began <= bench.reader.bound
                bench.clock.now += 20


def test_the_module_number_is_known_when_the_module_tells_it() -> None:
    bench = Bench()
    bench.says[SAM_ID.frame] = framed(0x90, bytes.fromhex("05000300CC1434014E61BC00B168DE3A"))
    bench.reader.poll()
    assert bench.reader.module_number == "05.03-20190412-0012345678-0987654321"


def test_a_packet_size_is_sent_only_if_the_settings_name_one() -> None:
    bench = Bench(Model(packet=0x50))
    bench.says[set_packet(0x50).frame] = framed(0x90)
    bench.reader.poll()
    assert bench.asked(set_packet(0x50).frame) == 1


def test_the_address_written_last_can_be_asked_for() -> None:
    bench = Bench(Model(appended=-1))
    bench.says[READ_ADDRESSES.frame] = ONE_ADDRESS
    bench.reader.poll()
    bench.next(FOUND)
    card = bench.reader.poll()
    assert card is not None
    assert card.address == "上海市浦东新区世纪大道100号"


@pytest.mark.parametrize("answer", [framed(0x91), framed(0x21), framed(0x90)])
def test_without_one_the_address_on_the_card_stays(answer: bytes) -> None:
    bench = Bench(Model(appended=0))
    bench.says[READ_ADDRESSES.frame] = answer
    bench.reader.poll()
    bench.next(FOUND)
    card = bench.reader.poll()
    assert card is not None
    assert card.address.startswith("北京市")


def test_the_photo_is_dropped_unless_it_is_asked_for() -> None:
    for keep, size in ((None, 0), (bytes, 1024)):
        bench = Bench()
        if keep:
            bench.reader = SamReader([bench.open], keep_photo=keep, clock=bench.clock)
        bench.reader.poll()
        bench.next(FOUND)
        card = bench.reader.poll()
        assert card is not None
        assert len(card.photo) == size


def test_before_its_first_look_it_does_not_claim_to_be_well() -> None:
    assert Bench().reader.health().state is HealthState.UNKNOWN


def test_closing_twice_and_polling_again_is_harmless(bench: Bench) -> None:
    bench.reader.close()
    bench.reader.close()
    assert bench.lines[0].closed
    assert bench.next() is None


def test_how_long_a_card_counts_as_lying_there_is_a_setting() -> None:
    bench = Bench(Model(limits=Limits(hold=10)))
    bench.reader.poll()
    assert [bench.next(FOUND), bench.next(after=9), bench.next(after=1)] == [
        RESIDENT_NUMBER,
        RESIDENT_NUMBER,
        None,
    ]


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=12))
def test_whatever_a_device_sends_there_is_no_card_and_no_crash(answers: list[bytes]) -> None:
    clock = Clock()
    turns = in_turn(*answers)
    reader = SamReader(
        [lambda: ScriptedLine(clock, lambda asked: turns())], patience=Patience(back_off=(0.1,)), clock=clock
    )
    for _ in range(6):
        with suppress(Fault):
            assert reader.poll() is None
        clock.now += 1


@given(st.data())
def test_whatever_happens_to_one_byte_of_an_answer_only_the_right_card_comes_out(
    data: st.DataObject,
) -> None:
    bench = Bench()
    bench.reader.poll()
    whole = bytearray(read_answer(RESIDENT))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    bench.says[READ.frame] = bytes(whole)
    assert bench.next(FOUND) is None
