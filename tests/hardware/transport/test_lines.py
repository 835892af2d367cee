"""Lines: the one in memory, and pyserial's against a real socket."""

import socket
import threading
from collections.abc import Iterator

import pytest

from hardware.transport.line import LineLost, LineUnreachable, MemoryLine
from hardware.transport.pyserial_line import open_line
from hardware.transport.url import BadDeviceUrl, parse


@pytest.fixture
def echo_url() -> Iterator[str]:
    """A port that sends everything back in capitals, and hangs up when it is told "bye"."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = listener.accept()
        with peer:
            while (data := peer.recv(100)) and data != b"bye":
                peer.sendall(data.upper())

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    thread.join(5)
    listener.close()
    assert not thread.is_alive()


def test_what_is_written_is_answered(echo_url: str) -> None:
    line = open_line(parse(echo_url))
    line.write(b"abc")
    assert line.read(1, seconds=5) == b"A"
    assert line.read(1, seconds=5) == b"B"
    line.close()


def test_silence_is_no_bytes(echo_url: str) -> None:
    line = open_line(parse(echo_url))
    assert line.read(1, seconds=0.01) == b""
    line.close()


def test_a_hung_up_line_is_lost(echo_url: str) -> None:
    line = open_line(parse(echo_url))
    line.write(b"bye")
    with pytest.raises(LineLost):
        line.read(1, seconds=5)
    line.close()


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(LineUnreachable):
        open_line(parse(f"tcp://127.0.0.1:{port}"))


def test_a_missing_serial_port_is_unreachable() -> None:
    with pytest.raises(LineUnreachable, match="/dev/ttyNONE"):
        open_line(parse("serial:///dev/ttyNONE"))


def test_only_byte_lines_can_be_opened() -> None:
    with pytest.raises(BadDeviceUrl, match="not a byte line"):
        open_line(parse("sim://"))


def test_the_line_in_memory_answers_by_its_function() -> None:
    line = MemoryLine(lambda data: data[::-1])
    line.write(b"abc")
    assert line.read(2, seconds=0) == b"cb"
    assert line.read(2, seconds=0) == b"a"
    assert line.read(2, seconds=0) == b""


def test_a_closed_line_in_memory_is_lost() -> None:
    line = MemoryLine()
    line.close()
    with pytest.raises(LineLost):
        line.write(b"x")
