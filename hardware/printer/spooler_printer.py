"""A printer that only the spooler of Windows can reach. It takes bytes and tells little."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any

from hardware.health import LibraryMissing
from hardware.printer.interface import PrinterLost, PrinterOffline, PrinterStatus, PrintInterrupted
from hardware.printer.mid_slip import expect_still_well
from hardware.printer.slip import Slip
from hardware.printer.spooler_flags import is_printed, status_of, trouble_of
from hardware.printer.talk import Patience
from hardware.printer.typeset import Typesetter

_TITLE = "OneHall"
# Levels of GetPrinter and GetJob, and the order to forget a job.
_PRINTER_INFO, _JOB_INFO, _DELETE_JOB = 2, 1, 5
_NO_SUCH_JOB = 87


def require_spooler() -> tuple[ModuleType, type[Exception]]:
    """pywin32's module and its error. Raises LibraryMissing where there is no Windows."""
    try:
        import pywintypes
        import win32print
    except ImportError as error:
        raise LibraryMissing(
            "spooler:// needs Windows and pywin32 (pip install pywin32); elsewhere use tcp, serial or usb"
        ) from error
    return win32print, pywintypes.error


class SpoolerPrinter:
    """The printer that Windows calls `name`. A slip that does not get through is taken out of the queue:

    its number is given back, so it must not come out of the printer an hour later.
    """

    def __init__(
        self,
        name: str,
        typesetter: Typesetter,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._name = name
        self._typesetter = typesetter
        self._patience = patience or Patience()
        self._clock, self._sleep = clock, sleep
        self._spooler, self._error = require_spooler()
        self._busy = threading.Lock()

    def status(self) -> PrinterStatus:
        try:
            with self._opened() as handle:
                return self._status(handle)
        except PrinterOffline as offline:
            return PrinterStatus.unreachable(offline)

    def print_slip(self, slip: Slip) -> None:
        data = self._typesetter.job(slip).data
        with self._busy, self._opened() as handle:
            if (fault := self._status(handle).fault) is not None:
                raise fault
            number = self._spooled(handle, data)
            try:
                self._wait_until_printed(handle, number)
            except PrintInterrupted:
                with suppress(self._error):
                    self._spooler.SetJob(handle, number, 0, None, _DELETE_JOB)
                raise
            expect_still_well(self._status(handle))

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        try:
            handle = self._spooler.OpenPrinter(self._name)
        except self._error as error:
            raise PrinterOffline(f"Windows knows no printer {self._name!r}: {error}") from error
        try:
            yield handle
        finally:
            self._spooler.ClosePrinter(handle)

    def _status(self, handle: Any) -> PrinterStatus:  # noqa: ANN401 - pywin32 has no types
        try:
            told = self._spooler.GetPrinter(handle, _PRINTER_INFO)
        except self._error:
            return PrinterStatus.unreachable()
        return status_of(told["Status"], told["Attributes"])

    def _spooled(self, handle: Any, data: bytes) -> int:  # noqa: ANN401 - pywin32 has no types
        """The number of the job."""
        try:
            number: int = self._spooler.StartDocPrinter(handle, 1, (_TITLE, None, "RAW"))
        except self._error as error:
            raise PrinterOffline(f"{self._name}: {error}") from error
        try:
            self._spooler.StartPagePrinter(handle)
            taken = self._spooler.WritePrinter(handle, data)
            if taken != len(data):
                raise PrinterLost(f"{self._name}: the spooler took {taken} of {len(data)} bytes")
            self._spooler.EndPagePrinter(handle)
            self._spooler.EndDocPrinter(handle)
        except (self._error, PrinterLost) as error:
            with suppress(self._error):
                self._spooler.SetJob(handle, number, 0, None, _DELETE_JOB)
            raise PrinterLost(str(error)) from error
        return number

    def _wait_until_printed(self, handle: Any, number: int) -> None:  # noqa: ANN401 - pywin32 has no types
        give_up = self._clock() + self._patience.slip
        while True:
            try:
                flags = self._spooler.GetJob(handle, number, _JOB_INFO)["Status"]
            except self._error as error:
                # A job that has gone to the printer leaves the queue.
                if getattr(error, "winerror", None) == _NO_SUCH_JOB:
                    return
                raise PrinterLost(f"{self._name}: {error}") from error
            if is_printed(flags):
                return
            if (trouble := trouble_of(flags)) is not None:
                raise trouble(f"{self._name}: job status {flags:#x}")
            if self._clock() >= give_up:
                raise PrintInterrupted(f"not printed within {self._patience.slip:g} s")
            self._sleep(self._patience.look)
