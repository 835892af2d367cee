"""What the running program lends to the page: its own devices, because a port has one owner."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

from hardware.doctor.devices import SAID, a_test_slip
from hardware.doctor.examination import Held
from hardware.doctor.findings import Finding
from hardware.health import Fault, Health
from hardware.printer.interface import TicketPrinter
from hardware.speech.interface import Utterance
from hardware.transport.url import without_password


@dataclass(frozen=True, slots=True)
class OwnDevices:
    """`health`: by the name of the port. What is lent here is called on the page's worker thread.

    `say` puts words in line behind the program's own; it returns at once.
    """

    health: Held = field(default_factory=lambda: MappingProxyType({}))
    printer: TicketPrinter | None = None
    say: Callable[[Utterance], None] | None = None


def print_test(printer: TicketPrinter, url: str) -> Finding:
    """A test ticket from the program's own printer, after whatever it is printing."""
    where = without_password(url)
    try:
        printer.print_slip(a_test_slip(where))
    except Fault as fault:
        return Finding("printer", where, fault.health, fault.detail)
    return Finding("printer", where, Health.ok(), "a test ticket was printed", "已打印测试票")


def say_test(say: Callable[[Utterance], None], url: str) -> Finding:
    """A test sentence by the program's own voice."""
    try:
        say(SAID)
    except Fault as fault:
        return Finding("speaker", url, fault.health, fault.detail)
    return Finding("speaker", url, Health.ok(), "it will be spoken in its turn", "已排入播报")
