"""Lines over plain sockets: TCP streams and UDP datagrams."""

import socket
from contextlib import closing

import pytest

from hardware.transport.line import LineLost, LineUnreachable
from hardware.transport.opening import line_opener
from hardware.transport.url import parse


def test_a_tcp_stream_answers_is_silent_and_hangs_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = line_opener(parse(f"tcp://127.0.0.1:{server.getsockname()[1]}"))()
        peer, _ = server.accept()
        line.write(b"question")
        assert peer.recv(100) == b"question"
        assert line.read(100, 0.01) == b""
        peer.sendall(b"answer")
        assert line.read(3, 5) + line.read(100, 5) == b"answer"
        peer.close()
        with pytest.raises(LineLost, match="hung up"):
            line.read(1, 5)
        line.close()
        with pytest.raises(LineLost):
            line.write(b"x")


def test_nobody_behind_a_tcp_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(LineUnreachable, match=str(port)):
        line_opener(parse(f"tcp://127.0.0.1:{port}"))()


def test_datagrams_are_read_piece_by_piece_and_forgotten_with_the_next_question() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as device:
        device.bind(("127.0.0.1", 0))
        device.settimeout(10)
        line = line_opener(parse(f"udp://127.0.0.1:{device.getsockname()[1]}"))()
        line.write(b"question")
        question, back = device.recvfrom(100)
        assert question == b"question"
        device.sendto(b"answer", back)
        assert line.read(3, 5) == b"ans"
        line.write(b"another")
        assert line.read(100, 0.01) == b""
        line.close()
        with pytest.raises(LineLost):
            line.read(1, 0.01)


def test_nobody_behind_a_udp_port_is_told_by_the_next_use_at_the_latest() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as device:
        device.bind(("127.0.0.1", 0))
        port = device.getsockname()[1]
    line = line_opener(parse(f"udp://127.0.0.1:{port}"))()
    line.write(b"question")
    with pytest.raises(LineLost):
        line.read(1, 5)
    line.close()


def test_a_name_that_nobody_knows_is_unreachable() -> None:
    with pytest.raises(LineUnreachable):
        line_opener(parse("udp://no-such-host.invalid:5007"))()
