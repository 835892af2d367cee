"""The port on which simulators take orders."""

import socket

import pytest

from hardware.transport.control_port import ControlPort


def order(port: int, *lines: str) -> list[str]:
    with socket.create_connection(("127.0.0.1", port), 5) as caller, caller.makefile("rw") as text:
        answers = []
        for line in lines:
            text.write(line + "\n")
            text.flush()
            answers.append(text.readline().rstrip("\n"))
        return answers


def test_each_line_gets_its_answer() -> None:
    with ControlPort(0, lambda what: f"ok {what}") as control:
        assert order(control.port, "a b", " c ") == ["ok a b", "ok c"]


def test_a_closed_port_refuses() -> None:
    with ControlPort(0, str.upper) as control:
        port = control.port
    with pytest.raises(ConnectionRefusedError):
        order(port, "hello")


def test_a_caller_who_hangs_up_does_not_disturb_the_next() -> None:
    with ControlPort(0, str.upper) as control:
        socket.create_connection(("127.0.0.1", control.port)).close()
        assert order(control.port, "still here") == ["STILL HERE"]
