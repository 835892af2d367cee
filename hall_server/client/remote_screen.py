"""The other end of `remote_control`: presses and reads a program's screen from another process."""

import json
import socket
import time
from collections.abc import Callable


class ScreenError(Exception):
    """The screen did not do or show what was asked for."""


class RemoteScreen:
    """One program's screen, by its control port on this machine."""

    def __init__(self, name: str, port: int) -> None:
        self.name, self.port = name, port

    def do(self, line: str) -> object:
        """Carry out one line and return its value. Raises ScreenError with the program's own reason."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
                connection.sendall(f"{line}\n".encode())
                answer = json.loads(connection.makefile("rb").readline())
        except (OSError, ValueError) as error:
            raise ScreenError(f"{self.name}: {line}: {error or type(error).__name__}") from error
        if not answer["ok"]:
            raise ScreenError(f"{self.name}: {answer['error']}")
        return answer["value"]

    def until(self, line: str, right: Callable[[object], bool] = bool, seconds: float = 15.0) -> object:
        """Ask again and again until the answer is right.

        Raises ScreenError after so many seconds, with the last answer or error.
        """
        end, last = time.monotonic() + seconds, "no answer"
        while time.monotonic() < end:
            try:
                value = self.do(line)
            except ScreenError as error:
                last = str(error)
            else:
                if right(value):
                    return value
                last = repr(value)
            time.sleep(0.1)
        raise ScreenError(f"{self.name}: {line!r} after {seconds:.0f} s: {last}; it shows {self._shown()}")

    def _shown(self) -> str:
        try:
            return f"{self.do('texts')}, buttons {self.do('names')}"[:1500]
        except ScreenError as error:
            return str(error)

    def tap(self, button: str, seconds: float = 15.0) -> None:
        """Press a button as soon as it is there and may be pressed."""
        self.until(f"tap {button}", lambda _: True, seconds)

    def shows(self, text: str, seconds: float = 15.0) -> None:
        """Wait until the screen shows a text."""
        self.until(f"shows {text}", bool, seconds)
