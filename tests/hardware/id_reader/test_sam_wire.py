"""The real driver, as the settings build it, against a module at the end of a wire."""

import logging
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from hardware.build import build_id_reader
from hardware.health import Fault, HealthState
from hardware.id_reader.interface import Document, IdCard, ReaderSilent
from hardware.id_reader.sam_reader import Patience, SamReader
from hardware.id_reader.sample_cards import SAMPLE_CARDS
from hardware.id_reader.wire_simulator import WireSam
from hardware.transport.line import LineUnreachable
from hardware.transport.port_faults import PortInUse, PortMissing

ROOT = Path(__file__).parents[3]
CARD = SAMPLE_CARDS[1]
# A busy machine must not look like a silent reader; where silence is meant, it need not last.
CALM = Patience(probe=3, answer=5, read=9, back_off=(0.05,))
QUICK = Patience(probe=0.2, answer=0.3, read=0.6, back_off=(0.05,))


@contextmanager
def driver(sam: WireSam, options: str = "", patience: Patience = CALM) -> Iterator[SamReader]:
    reader = build_id_reader(sam.url + options)
    assert isinstance(reader, SamReader)
    reader._patience = patience
    with closing(reader):
        yield reader


def until_read(reader: SamReader, seconds: float = 10) -> None:
    """A look may fail while the machine is busy; the next one reads the card."""
    give_up, card = time.monotonic() + seconds, None
    while card is None:
        assert time.monotonic() < give_up
        with suppress(Fault):
            card = reader.poll()


def until(reader: SamReader, wanted: Callable[[], bool], seconds: float = 10) -> None:
    """Look again and again, as the kiosk does."""
    give_up = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < give_up
        with suppress(Fault):
            reader.poll()


def test_a_card_is_read(wire_sam: WireSam) -> None:
    with driver(wire_sam) as reader:
        assert reader.poll() is None
        assert reader.module_number == "05.03-20190412-0012345678-0987654321"
        assert wire_sam.obey("insert 2") == "ok card"
        card = reader.poll()
        assert card is not None
        assert (card.name, card.id_number, card.sex, card.birth, card.expires) == (
            CARD.name,
            CARD.id_number,
            CARD.sex,
            CARD.birth,
            CARD.expires,
        )
        assert reader.poll() == card
        assert wire_sam.sam.asked.count("read") == 1
        assert reader.health().state is HealthState.OK


@pytest.mark.parametrize(
    ("which", "kind", "number"),
    [
        ("hmt", Document.HK_MACAO_TAIWAN, "810000199408230021"),
        ("foreign2017", Document.FOREIGN_2017, "USA110100000000"),
        ("foreign2023", Document.FOREIGN_2023, "911124198108030024"),
    ],
)
def test_every_kind_of_document_is_read(wire_sam: WireSam, which: str, kind: Document, number: str) -> None:
    with driver(wire_sam) as reader:
        reader.poll()
        wire_sam.obey(f"insert {which}")
        card = reader.poll()
        assert card is not None
        assert (card.kind, card.id_number) == (kind, number)


@pytest.mark.parametrize("removal", ["hold", "find", "ask"])
def test_a_card_left_there_is_one_presentation_and_its_removal_is_noticed(
    wire_sam: WireSam, removal: str
) -> None:
    wire_sam.obey(f"removal {removal}")
    with driver(wire_sam, f"?removal={removal}&hold=0.3") as reader:
        reader.poll()
        wire_sam.obey("insert 1")
        seen = [reader.poll() for _ in range(3)]
        assert all(card is not None and card == seen[0] for card in seen)
        wire_sam.remove()
        until(reader, lambda: reader.poll() is None)
        if removal != "find":
            assert wire_sam.sam.asked.count("read") == 1


def test_a_card_whose_check_character_is_wrong_is_never_reported(wire_sam: WireSam) -> None:
    with driver(wire_sam) as reader:
        reader.poll()
        wire_sam.obey("insert wrong")
        assert [reader.poll() for _ in range(4)] == [None] * 4
        assert reader.health().code == "card_put_again"


def test_three_tries_then_please_lay_the_card_down_again(wire_sam: WireSam) -> None:
    with driver(wire_sam) as reader:
        reader.poll()
        wire_sam.obey("answer select 81 3")
        wire_sam.obey("insert 1")
        assert [reader.poll() for _ in range(3)] == [None] * 3
        assert reader.health().cure == "请重新放卡"
        wire_sam.remove()
        reader.poll()
        wire_sam.obey("insert 1")
        assert reader.poll() is not None
        assert reader.health().state is HealthState.OK


@pytest.mark.parametrize("word", ["23", "24", "31", "32", "33", "41", "47", "81", "10", "11"])
@pytest.mark.parametrize("question", ["select", "read"])
def test_one_failure_is_mended_by_the_next_try(wire_sam: WireSam, question: str, word: str) -> None:
    with driver(wire_sam) as reader:
        reader.poll()
        wire_sam.obey(f"answer {question} {word}")
        wire_sam.obey("insert 3")
        assert any(reader.poll() for _ in range(2))


@pytest.mark.parametrize(("word", "code"), [("60", "reader_unwell"), ("66", "reader_unauthorised")])
def test_a_module_in_trouble_is_a_fault_and_heals(wire_sam: WireSam, word: str, code: str) -> None:
    with driver(wire_sam) as reader:
        reader.poll()
        wire_sam.obey(f"answer find {word}")
        with pytest.raises(Fault):
            reader.poll()
        assert reader.health().code == code
        until(reader, lambda: reader.health().state is HealthState.OK)


@pytest.mark.parametrize(
    "order", ["noise on", "split on", "checksum wrong", "late find 0.1", "late read 0.3"]
)
def test_a_card_is_read_through_every_trouble_of_a_line(wire_sam: WireSam, order: str) -> None:
    with driver(wire_sam) as reader:
        reader.poll()
        reader.poll()
        wire_sam.obey("insert 4")
        wire_sam.obey(order)
        card = reader.poll()
        assert card is not None
        assert card.id_number == SAMPLE_CARDS[3].id_number


def test_an_answer_to_the_question_before_costs_one_look(wire_sam: WireSam) -> None:
    with driver(wire_sam) as reader:
        reader.poll()
        reader.poll()
        wire_sam.obey("insert 4")
        wire_sam.obey("stale")
        assert reader.poll() is None
        assert reader.poll() is not None


def test_an_answer_that_is_cut_off_costs_one_look(wire_sam: WireSam) -> None:
    with driver(wire_sam, patience=QUICK) as reader:
        reader.poll()
        wire_sam.obey("insert 4")
        wire_sam.obey("cut 7")
        assert reader.poll() is None
        until_read(reader)


def test_a_read_that_comes_too_late_is_not_given_to_the_next_citizen(wire_sam: WireSam) -> None:
    with driver(wire_sam, patience=QUICK) as reader:
        reader.poll()
        wire_sam.obey("late read 0.9")
        wire_sam.obey("insert 1")
        assert reader.poll() is None
        wire_sam.obey("insert 2")
        seen: list[IdCard] = []

        def somebody_is_read() -> bool:
            card = reader.poll()
            seen.extend([card] if card else [])
            return bool(seen)

        until(reader, somebody_is_read)
        assert [card.id_number for card in seen] == [SAMPLE_CARDS[1].id_number]


def test_a_silent_module_is_told_apart_from_an_absent_one(wire_sam: WireSam) -> None:
    wire_sam.obey("silent on")
    with driver(wire_sam, patience=QUICK) as reader:
        with pytest.raises(ReaderSilent):
            reader.poll()
        assert reader.health().code == "reader_silent"
        wire_sam.obey("well")
        until(reader, lambda: reader.health().state is HealthState.OK)


def test_a_cable_that_is_pulled_out_and_put_back(wire_sam: WireSam) -> None:
    with driver(wire_sam) as reader:
        reader.poll()
        wire_sam.unplug()
        until(reader, lambda: reader.health().state is HealthState.DOWN)
        with pytest.raises(LineUnreachable):
            reader.poll()
        wire_sam.plug()
        wire_sam.obey("insert 1")
        until(reader, lambda: reader.health().state is HealthState.OK and reader.poll() is not None)


def test_a_reader_that_is_plugged_in_after_the_program_began(wire_sam: WireSam) -> None:
    wire_sam.unplug()
    with driver(wire_sam) as reader:
        with pytest.raises(LineUnreachable):
            reader.poll()
        wire_sam.plug()
        until(reader, lambda: reader.health().state is HealthState.OK)


@pytest.mark.parametrize("speed", [115200, 57600, 38400, 19200, 9600])
def test_the_speed_of_the_module_is_found(pty_sam: WireSam, speed: int) -> None:
    pty_sam.obey(f"speed {speed}")
    with driver(pty_sam, patience=QUICK) as reader:
        until(reader, lambda: reader.health().state is HealthState.OK)
        pty_sam.obey("insert 1")
        until_read(reader)


def test_a_speed_that_the_settings_name_is_the_only_one_tried(pty_sam: WireSam) -> None:
    pty_sam.obey("speed 9600")
    with driver(pty_sam, "?baud=115200", patience=QUICK) as reader, pytest.raises(ReaderSilent):
        reader.poll()


def test_a_port_that_another_program_uses_is_named_with_its_cure(pty_sam: WireSam) -> None:
    with driver(pty_sam) as first, driver(pty_sam) as second:
        first.poll()
        with pytest.raises(PortInUse, match=r"sam\+serial://.*ttyREADER: another program uses it"):
            second.poll()
        assert second.health().code == "port_in_use"


def test_a_port_that_is_not_there_is_named_with_its_cure() -> None:
    reader = build_id_reader("sam+serial:///dev/ttyNONE")
    assert reader is not None
    with pytest.raises(PortMissing, match=r"sam\+serial:///dev/ttyNONE: there is no such port") as caught:
        reader.poll()
    assert "\n" not in str(caught.value)


def test_no_log_record_and_no_repr_ever_holds_a_person(
    wire_sam: WireSam, caplog: pytest.LogCaptureFixture
) -> None:
    shown = []
    with caplog.at_level(logging.DEBUG), driver(wire_sam, "?photo=raw&appended=last", QUICK) as reader:
        reader.poll()
        for order in ("insert 1", "insert hmt", "insert foreign2017", "insert foreign2023", "insert wrong"):
            for trouble in ("well", "checksum wrong 2", "answer read 41", "noise on", "stale", "cut 300"):
                wire_sam.obey("well")
                wire_sam.obey(order)
                wire_sam.obey(trouble)
                for _ in range(3):
                    try:
                        shown.append(repr(reader.poll()))
                    except Fault as fault:
                        shown.append(repr(fault))
        shown += [repr(each) for each in (reader, reader._presence, reader._talk, reader.health())]
    everything = "\n".join([caplog.text, *shown])
    assert "read: Answer(00 00 90, 1284 bytes)" in caplog.text
    for secret in (
        *("测试甲", "测试港", "测试外", "测试新", "测试错", "TEST", "测试市", "测试路"),
        *("19491231", "19940823", "19700101", "19810803", "USA110100000000", "H12345678"),
    ):
        assert secret not in everything
        assert secret.encode("utf-16-le").hex() not in everything.replace(" ", "").lower()


def test_the_simulator_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "hardware.id_reader.wire_simulator", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout is not None
            words = program.stdout.readline().split()
            reader = build_id_reader(words[2])
            assert isinstance(reader, SamReader)
            reader.poll()
            with socket.create_connection(("127.0.0.1", int(words[4])), 5) as caller:
                caller.sendall("insert 测试己 431200194912310010\n".encode())
                assert caller.recv(100) == b"ok card\n"
                caller.sendall("eject 测试己\n".encode())
                assert "测试己" not in caller.recv(300).decode()
            card = reader.poll()
            assert card is not None
            assert card.name == "测试己"
            reader.close()
        finally:
            program.terminate()
