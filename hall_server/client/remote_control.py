"""A loopback line for tests and demonstrations: they press what a person would press and read what the
screen shows.

One line in, one line of JSON out: `tap NAME`, `type NAME TEXT`, `key SEQUENCE`, `text NAME`, `texts`,
`shows TEXT`, `screenshot PATH`, `quit`. NAME is a widget's objectName. A widget that is hidden or disabled
cannot be tapped.
"""

import json
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTextEdit, QWidget

W = TypeVar("W", bound=QWidget)


class CannotDo(Exception):
    """The screen does not offer that now."""


class RemoteControl(QObject):
    """Serves one window on 127.0.0.1."""

    def __init__(self, window: QWidget, port: int, quit_app: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._quit = window, quit_app
        self._server = QTcpServer(self)
        if not self._server.listen(QHostAddress(QHostAddress.SpecialAddress.LocalHost), port):
            raise OSError(f"control port {port}: {self._server.errorString()}")
        self._server.newConnection.connect(self._accept)

    @property
    def port(self) -> int:
        return self._server.serverPort()

    def _accept(self) -> None:
        while socket := self._server.nextPendingConnection():
            socket.readyRead.connect(lambda s=socket: self._read(s))
            socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QTcpSocket) -> None:
        while socket.canReadLine():
            line = bytes(socket.readLine().data()).decode("utf-8").rstrip("\r\n")
            try:
                answer: dict[str, object] = {"ok": True, "value": self.do(line)}
            except CannotDo as error:
                answer = {"ok": False, "error": str(error)}
            socket.write((json.dumps(answer, ensure_ascii=False) + "\n").encode("utf-8"))
            socket.flush()

    def do(self, line: str) -> object:
        """Carry out one line. Raises CannotDo with the reason."""
        verb, _, rest = line.partition(" ")
        match verb:
            case "tap":
                self._button(rest).click()
                return None
            case "type":
                name, _, words = rest.partition(" ")
                self._type(name, words)
                return None
            case "key":
                self._key(rest)
                return None
            case "text":
                return self._label(rest).text()
            case "texts":
                return self._texts()
            case "shows":
                return any(rest in t for t in self._texts())
            case "names":
                return [
                    w.objectName() for w in self._visible(QAbstractButton) if w.isEnabled() and w.objectName()
                ]
            case "screenshot":
                return self._window.grab().save(rest)
            case "quit":
                self._quit()
                return None
        raise CannotDo(f"unknown verb {verb!r}")

    def _visible(self, kind: type[W]) -> list[W]:
        return [w for w in self._window.findChildren(kind) if w.isVisible()]

    def _button(self, name: str) -> QAbstractButton:
        for button in self._visible(QAbstractButton):
            if button.objectName() == name:
                if not button.isEnabled():
                    raise CannotDo(f"{name} is disabled")
                return button
        raise CannotDo(f"{name} is not on the screen")

    def _label(self, name: str) -> QLabel:
        for label in self._visible(QLabel):
            if label.objectName() == name:
                return label
        raise CannotDo(f"{name} is not on the screen")

    def _type(self, name: str, words: str) -> None:
        for field in self._visible(QLineEdit):
            if field.objectName() == name and field.isEnabled():
                field.setText(words)
                field.textEdited.emit(words)
                return
        raise CannotDo(f"{name} is not on the screen")

    def _key(self, sequence: str) -> None:
        wanted = QKeySequence(sequence)
        for action in self._window.actions():
            if wanted in action.shortcuts():
                if not action.isEnabled():
                    raise CannotDo(f"{sequence} is disabled")
                action.trigger()
                return
        raise CannotDo(f"{sequence} does nothing here")

    def _texts(self) -> list[str]:
        labels = [w.text() for w in self._visible(QLabel)]
        buttons = [w.text() for w in self._visible(QAbstractButton)]
        areas = [w.toPlainText() for w in self._visible(QTextEdit)]
        painted = [
            t for w in self._window.findChildren(QWidget) if w.isVisible() for t in w.property("shown") or ()
        ]
        return [t for t in (*labels, *buttons, *areas, *painted) if t]
