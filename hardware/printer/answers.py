"""What a printer says, byte by byte: answers to questions, the mark of printing, and its own reports.

The bits that never change tell them apart (Epson: "transmission status identification"):
`0xx1xx10` answers DLE EOT, `0xx1xx00` begins a report of four bytes whose others are `0xx0xxxx`,
as is the answer to GS r. XON and XOFF may stand anywhere.
"""

from dataclasses import dataclass

from hardware.printer import frames
from hardware.printer.interface import PrinterStatus

_FLOW = (0x11, 0x13)
# The answer to "clear the buffers", which would look like two marks.
_CLEARED = b"\x37\x25\x00"


@dataclass(frozen=True, slots=True)
class StatusByte:
    """The answer to one DLE EOT."""

    value: int


@dataclass(frozen=True, slots=True)
class PrintedMark:
    """The answer to GS r."""


@dataclass(frozen=True, slots=True)
class Report:
    """The printer told by itself how it is."""

    status: PrinterStatus


Answer = StatusByte | PrintedMark | Report


class Answers:
    """Takes the bytes of one connection. With `reports` a mark counts only when it stands alone:

    the tail of a report whose first byte was lost looks like three of them.
    """

    def __init__(self, reports: bool = False) -> None:
        self._reports = reports
        self._report = bytearray()
        self._marks = 0
        self._rest_of_cleared = b""

    def take(self, byte: int) -> list[Answer]:
        """What this byte completes."""
        if byte in _FLOW:
            return []
        expected, self._rest_of_cleared = self._rest_of_cleared, b""
        if expected and byte == expected[0]:
            self._rest_of_cleared = expected[1:]
            return []
        if frames.is_status(byte):
            return [*self._lone_mark(), StatusByte(byte)]
        if self._reports and frames.begins_push(byte):
            marks = self._lone_mark()
            self._report = bytearray((byte,))
            return marks
        if frames.is_printed_mark(byte):
            return self._part(byte)
        if byte == _CLEARED[0]:
            self._rest_of_cleared = _CLEARED[1:]
        self._report.clear()
        return self._lone_mark()

    def silence(self) -> list[Answer]:
        """Nothing came for a while: half a report is no report, and a mark that stood alone is one."""
        self._report.clear()
        return self._lone_mark()

    def _part(self, byte: int) -> list[Answer]:
        if self._report:
            self._report.append(byte)
            if len(self._report) < frames.PUSHED_BYTES:
                return []
            report, self._report = bytes(self._report), bytearray()
            return [Report(frames.decode_push(report))]
        if not self._reports:
            return [PrintedMark()]
        self._marks += 1
        return []

    def _lone_mark(self) -> list[Answer]:
        marks, self._marks = self._marks, 0
        return [PrintedMark()] if marks == 1 else []
