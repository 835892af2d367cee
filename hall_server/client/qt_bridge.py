"""The one place where other threads meet the GUI thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

T = TypeVar("T")


class QtBackground(QObject):
    """Jobs run one after another on a worker thread; results return on the GUI thread."""

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """After `close` nothing is run: nobody looks at the screen any more."""
        if self._closed:
            return

        def settle(future: Future[T]) -> None:
            self._finished.emit((future, done, failed))

        self._worker.submit(job).add_done_callback(settle)

    def close(self) -> None:
        self._closed = True
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _deliver(self, parcel: tuple[Future[T], Callable[[T], None], Callable[[Exception], None]]) -> None:
        if self._closed:
            return
        future, done, failed = parcel
        if self._closed:
            return
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, Exception):
            failed(error)
        else:
            raise error


class QtRelay(QObject):
    """Turns a listener into one that may be called on any thread and acts on the GUI thread, in order."""

    _arrived = Signal(object)

    def __init__(self, act: Callable[[T], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._act: Callable[[object], None] = act  # type: ignore[assignment]
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def __call__(self, value: object) -> None:
        self._arrived.emit(value)

    def close(self) -> None:
        """What is still on its way acts no more: what it would draw on may be gone."""
        self._closed = True

    def _deliver(self, value: object) -> None:
        if not self._closed:
            self._act(value)


class QtTimer(QObject):
    """Timer on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False

    def after(self, seconds: float, act: Callable[[], None]) -> Callable[[], None]:
        """Once; the answer cancels it, and does nothing when it has fired already or the timer is closed."""
        if self._closed:
            return lambda: None
        timer = QTimer(self)
        timer.setSingleShot(True)
        waiting = [timer]

        def end() -> None:
            while waiting:
                ended = waiting.pop()
                ended.stop()
                ended.deleteLater()

        timer.timeout.connect(end)
        timer.timeout.connect(act)
        timer.start(round(seconds * 1000))
        return end

    def close(self) -> None:
        """Nothing fires any more: what it would draw on may be gone."""
        self._closed = True
        for waiting in self.findChildren(QTimer):
            waiting.stop()
