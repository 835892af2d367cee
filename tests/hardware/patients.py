"""One face for all real drivers: use it once, and say whether it worked. Short times instead of real ones."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from hardware.call_box import frames as keypad
from hardware.call_box.interface import Heard, Key, KeyPress
from hardware.call_box.rs485_call_box import Rs485CallBox
from hardware.evaluator.frames import read_dialect
from hardware.evaluator.interface import Stars
from hardware.evaluator.serial_evaluator import SerialEvaluator
from hardware.health import Fault, Health
from hardware.id_reader import simulated_sam
from hardware.id_reader.sam_reader import Patience as ReaderPatience
from hardware.id_reader.sam_reader import SamReader
from hardware.id_reader.simulated_sam import SimulatedSam
from hardware.led import onbon_frames as onbon
from hardware.led.choosing import led_card
from hardware.led.interface import Look, Spot, Urgency
from hardware.led.port_panel import PortPanel
from hardware.led.sim_cards import CpowerOnWire, HuiduFlash, HuiduOnWire
from hardware.led.sim_onbon import OnbonOnWire
from hardware.led.sim_screen import Screen
from hardware.led.sim_strips import ModbusBus
from hardware.printer.escpos_line import open_printer_line
from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.escpos_printer import Patience as PrinterPatience
from hardware.printer.simulated_head import SimulatedHead
from hardware.printer.slip import Slip, Text
from hardware.printer.typeset import Typesetter
from hardware.scanner.code_lines import CodeRules, End
from hardware.scanner.serial_scanner import SerialScanner
from hardware.transport.opening import line_opener
from hardware.transport.port_owner import PortRules
from hardware.transport.url import parse
from tests.hardware.faulty_wire import Answer, FaultyWire
from tests.hardware.id_reader.golden_cards import RESIDENT

QUICK = PortRules(back_off=(0.02,), tries=2)
ANSWER_SECONDS = 0.2


class Patient(ABC):
    """A driver at the near end of a faulty wire. `wrong`: what its device never says at this point."""

    wrong = b""
    _driver: Any

    @staticmethod
    @abstractmethod
    def device() -> Answer: ...

    @abstractmethod
    def __init__(self, wire: FaultyWire) -> None: ...

    @abstractmethod
    def works(self) -> bool:
        """One use: True if it did what it is for; False, or a Fault, if it did not. Never anything wrong."""

    def health(self) -> Health:
        return self._driver.health()

    def close(self) -> None:
        self._driver.close()


class PrinterPatient(Patient):
    wrong = b"\x0f\x80\x00"

    @staticmethod
    def device() -> Answer:
        return SimulatedHead(lambda ticket: None).receive

    def __init__(self, wire: FaultyWire) -> None:
        patience = PrinterPatience(answer=0.1, slip=0.4, look=0.02)
        where = parse(wire.url + ("" if "tcp" in wire.url else "?flow=none"))
        self._driver = EscposPrinter(lambda: open_printer_line(where), Typesetter(), patience=patience)

    def works(self) -> bool:
        self._driver.print_slip(Slip((Text("BG023"),)))
        return True

    def health(self) -> Health:
        return self._driver.status().health

    def close(self) -> None:
        """Each job opens its own line."""


class ReaderPatient(Patient):
    """A card lies there all the time."""

    wrong = simulated_sam.answer(0x90, b"\x01" * 16)

    @staticmethod
    def device() -> Answer:
        sam = SimulatedSam()
        sam.removal = "find"
        sam.insert(RESIDENT)
        return lambda data: b"".join(whole for _, whole in sam.receive(data))

    def __init__(self, wire: FaultyWire) -> None:
        # A read has 1,295 bytes, which slow down most.
        patience = ReaderPatience(probe=0.1, answer=0.1, read=3.0, back_off=(0.02,))
        self._driver = SamReader([line_opener(parse(wire.url))], patience=patience)

    def works(self) -> bool:
        card = self._driver.poll()
        assert card is None or card.id_number == "11010519491231002X"
        return card is not None


class ScannerPatient(Patient):
    """Somebody scans the next code at each use."""

    wrong = b"\xff\xfe\x80garbled\r"

    @staticmethod
    def device() -> Answer:
        return lambda data: b""

    def __init__(self, wire: FaultyWire) -> None:
        self._wire = wire
        self._codes = 0
        rules = CodeRules(end=End.CR, silence=0.15, repeat=0.01)
        self._driver = SerialScanner(line_opener(parse(wire.url)), rules, look=0.1)

    def works(self) -> bool:
        self._driver.poll()
        self._codes += 1
        code = f"BOOK-2026-{self._codes:04}"
        self._wire.send(code.encode() + b"\r")
        scanned = self._driver.poll()
        assert scanned is None or scanned.text == code
        return scanned is not None


class KeypadPatient(Patient):
    """Somebody presses "next" at each use."""

    wrong = bytes.fromhex("FF6803036803010C1116")

    @staticmethod
    def device() -> Answer:
        return lambda data: b""

    def __init__(self, wire: FaultyWire) -> None:
        self._wire = wire
        self._heard: SimpleQueue[Heard] = SimpleQueue()
        self._address = 2
        self._driver = Rs485CallBox(line_opener(parse(wire.url)), port_rules=QUICK)
        self._driver.listen(self._heard.put)
        wait_until(lambda: self._driver.health().code == "ok")

    def works(self) -> bool:
        # Another keypad each time: the same key of the same keypad at once would be its own repeat.
        self._address += 1
        self._wire.send(keypad.encode(keypad.Frame(self._address, keypad.KEY, b"\x0c")))
        try:
            heard = self._heard.get(timeout=0.4)
        except Empty:
            return False
        assert heard == KeyPress(self._address, Key.NEXT)
        return True


class EvaluatorPatient(Patient):
    """Somebody presses "satisfied" as soon as a rating is asked for."""

    wrong = b"\xaa\x09\x55"

    @staticmethod
    def device() -> Answer:
        return lambda data: b"\xaa\x04\x55" if b"\xaa\xb0\x55" in data else b""

    def __init__(self, wire: FaultyWire) -> None:
        options = {"keys": "AA0455:4,AA0555:5", "start": "AAB055", "stop": "AAB155"}
        self._driver = SerialEvaluator(line_opener(parse(wire.url)), read_dialect(options), QUICK)
        wait_until(lambda: self._driver.health().code == "ok")

    def works(self) -> bool:
        stars = self._driver.ask(0.4)
        assert stars in (None, Stars.SATISFIED)
        return stars is not None


class LedPatient(Patient):
    """One row of a board, or one display of a bus."""

    form = ""
    spot = Spot(1, 0)

    def __init__(self, wire: FaultyWire) -> None:
        protocol, options = self.form.split("?")
        where = parse(f"{wire.url}?{options}")
        card, rules = led_card(protocol, where)
        rules = PortRules(rules.gap, tries=1, back_off=QUICK.back_off)
        self._driver = PortPanel(card, line_opener(where), rules)
        self._texts = 0

    def works(self) -> bool:
        self._texts += 1
        number = f"A{self._texts:03}"
        done: SimpleQueue[Fault | None] = SimpleQueue()
        self._driver.show(self.spot, Look(number, number), Urgency.CALL, done.put)
        try:
            fault = done.get(timeout=0.4)
        except Empty:
            # It waits for the line to come back.
            return False
        if fault is not None:
            raise fault
        return True


class OnbonPatient(LedPatient):
    form = f"onbon?rows=4&height=64&answer_seconds={ANSWER_SECONDS}"
    # Card 9 answers card 1's question; and a question comes back.
    wrong = OnbonOnWire(Screen()).receive(onbon.frame(onbon.ping(), 9)) + onbon.frame(onbon.ping())

    @staticmethod
    def device() -> Answer:
        return OnbonOnWire(Screen()).receive


class HuiduPatient(LedPatient):
    form = f"huidu?rows=4&height=64&answer_seconds={ANSWER_SECONDS}"
    wrong = bytes.fromhex("0A0002200500000100000400600004006000")

    @staticmethod
    def device() -> Answer:
        return HuiduOnWire(Screen(), HuiduFlash()).receive


class CpowerPatient(LedPatient):
    form = f"cpower?rows=4&height=64&answer_seconds={ANSWER_SECONDS}"

    @staticmethod
    def device() -> Answer:
        return CpowerOnWire(Screen()).receive


class CpowerTcpPatient(CpowerPatient):
    @staticmethod
    def device() -> Answer:
        return CpowerOnWire(Screen(), over_tcp=True).receive


class ModbusPatient(LedPatient):
    form = f"modbus?answer_seconds={ANSWER_SECONDS}"
    # Display 2 answers.
    wrong = bytes.fromhex("0210007000024022")

    @staticmethod
    def device() -> Answer:
        return ModbusBus(Screen()).receive


class ModbusTcpPatient(LedPatient):
    form = ModbusPatient.form
    # An answer to the question before the first.
    wrong = bytes.fromhex("000000000006011000700002")

    @staticmethod
    def device() -> Answer:
        return ModbusBus(Screen(), over_tcp=True).receive


class TemplatePatient(LedPatient):
    """A relay board, by the specification that comes with the program."""

    form = "template?spec=relay"
    wrong = b"\x01\x06\x00\x00\xff\x00"

    @staticmethod
    def device() -> Answer:
        return ModbusBus(Screen()).receive


def wait_until(so: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Looks often; whether it became so."""
    look = threading.Event()
    for _ in range(int(seconds / 0.005)):
        if so():
            return True
        look.wait(0.005)
    return so()
