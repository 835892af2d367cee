"""A contactless reader behind PC/SC, without pyscard and without a service."""

from types import SimpleNamespace

import pytest

from hardware.build import build_id_reader
from hardware.health import HealthState, LibraryMissing
from hardware.id_reader.interface import ReaderUnplugged
from hardware.id_reader.pcsc_reader import Memory, NoCardThere, PcscReader, SmartcardPort
from hardware.transport.url import BadDeviceUrl
from tests.hardware.id_reader.golden_cards import RESIDENT


class FakePort:
    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.commands: list[bytes] = []

    def exchange(self, commands: list[bytes]) -> list[tuple[bytes, tuple[int, int]]]:
        self.commands += commands
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, bytes)
        return [(answer, (0x90, 0)), *((bytes([each[2]]) * 4, (0x90, 0)) for each in commands[1:])]


def test_the_text_is_read_from_the_cards_memory() -> None:
    port = FakePort(b"\1\0\4\0" + RESIDENT)
    card = PcscReader(port).poll()
    assert card is not None
    assert card.id_number == "11010519491231002X"
    assert port.commands == [bytes.fromhex("FFB0000000")]


def test_where_the_text_is_is_a_setting() -> None:
    port = FakePort(RESIDENT)
    assert PcscReader(port, Memory(bytes.fromhex("FFB0000100"), offset=0)).poll() is not None
    assert port.commands == [bytes.fromhex("FFB0000100")]


def test_the_photo_comes_in_pieces_when_it_is_asked_for() -> None:
    port = FakePort(bytes(4) + RESIDENT)
    card = PcscReader(port, Memory(photo=True), keep_photo=bytes).poll()
    assert card is not None
    assert card.photo.hex() == "0101010102020202030303030404040405050505"


def test_a_lifted_card_is_noticed_at_once() -> None:
    reader = PcscReader(FakePort(bytes(4) + RESIDENT, NoCardThere()))
    assert reader.poll() is not None
    assert reader.poll() is None
    assert reader.health().state is HealthState.OK


def test_three_tries_then_please_lay_the_card_down_again() -> None:
    reader = PcscReader(FakePort(bytes(260)))
    assert [reader.poll() for _ in range(2)] == [None, None]
    assert reader.health().code != "card_put_again"
    reader.poll()
    assert reader.health().code == "card_put_again"


def test_an_unplugged_reader_is_a_fault_and_comes_back() -> None:
    reader = PcscReader(FakePort(ReaderUnplugged("pcsc://"), NoCardThere()))
    with pytest.raises(ReaderUnplugged):
        reader.poll()
    assert reader.health().state is HealthState.DOWN
    assert reader.poll() is None
    assert reader.health().state is HealthState.OK


class SmartcardException(Exception): ...


class NoCardException(SmartcardException): ...


class Connection:
    trouble: Exception | None = None
    disconnected = 0

    def connect(self) -> None:
        if self.trouble is not None:
            raise self.trouble

    def transmit(self, command: list[int]) -> tuple[list[int], int, int]:
        return [*command, 1], 0x90, 0

    def disconnect(self) -> None:
        self.disconnected += 1


def a_port(names: list[str], name: str = "", trouble: Exception | None = None) -> SmartcardPort:
    """Our port over a stand-in for pyscard, which builds only where PC/SC's headers are."""
    connection = Connection()
    connection.trouble = trouble

    class Reader(str):
        def createConnection(self) -> Connection:
            return connection

    modules = {
        "smartcard.System": SimpleNamespace(readers=lambda: [Reader(each) for each in names]),
        "smartcard.Exceptions": SimpleNamespace(
            NoCardException=NoCardException, SmartcardException=SmartcardException
        ),
    }
    return SmartcardPort(name, modules.__getitem__)


def test_commands_go_to_the_reader_of_that_name() -> None:
    assert a_port(["ACS 00", "HD-100 01"], "HD").exchange([b"\xff\xb0"]) == [(b"\xff\xb0\x01", (0x90, 0))]


@pytest.mark.parametrize("trouble", [NoCardException(), SmartcardException()])
def test_no_card_and_a_card_lifted_in_the_middle_are_no_card(trouble: Exception) -> None:
    with pytest.raises(NoCardThere):
        a_port(["ACS 00"], trouble=trouble).exchange([b""])


@pytest.mark.parametrize("name", ["", "HD"])
def test_no_reader_is_a_fault_that_names_what_was_wanted(name: str) -> None:
    with pytest.raises(ReaderUnplugged, match="no reader of"):
        a_port([], name).exchange([b""])


def test_without_pyscard_the_settings_are_refused_with_the_cure() -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    with pytest.raises(LibraryMissing, match="pip install pyscard"):
        SmartcardPort("", missing)


def test_a_command_must_be_hexadecimal() -> None:
    with pytest.raises(BadDeviceUrl, match="command=FFB0000000"):
        build_id_reader("pcsc://?command=read")
