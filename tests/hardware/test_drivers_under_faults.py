"""Real drivers over pty and TCP while the far end is silent, slow, half, wrong, unplugged or restarted."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hardware.health import Fault
from tests.hardware import patients
from tests.hardware.faulty_wire import FaultyWire
from tests.hardware.patients import Patient, wait_until

ON_PTY: list[type[Patient]] = [
    patients.PrinterPatient,
    patients.ReaderPatient,
    patients.ScannerPatient,
    patients.KeypadPatient,
    patients.EvaluatorPatient,
    patients.OnbonPatient,
    patients.CpowerPatient,
    patients.ModbusPatient,
    patients.TemplatePatient,
]
ON_TCP: list[type[Patient]] = [
    *(each for each in ON_PTY if each not in (patients.CpowerPatient, patients.ModbusPatient)),
    patients.HuiduPatient,
    patients.CpowerTcpPatient,
    patients.ModbusTcpPatient,
]
CASES = [
    *(pytest.param(kind, "pty", id=f"{kind.__name__}-pty") for kind in ON_PTY),
    *(pytest.param(kind, "tcp", id=f"{kind.__name__}-tcp") for kind in ON_TCP),
]


@pytest.fixture
def wire(kind: type[Patient], end: str, tmp_path: Path) -> Iterator[FaultyWire]:
    made = FaultyWire(kind.device, kind.wrong, tmp_path / "ttyDEVICE" if end == "pty" else None)
    yield made
    made.close()


@pytest.fixture
def patient(kind: type[Patient], wire: FaultyWire) -> Iterator[Patient]:
    made = kind(wire)
    assert wait_until(lambda: works(made))
    yield made
    made.close()


def works(patient: Patient) -> bool:
    """A fault is a fault of the device; whatever else is raised ends the test."""
    with suppress(Fault):
        return patient.works()
    return False


@pytest.mark.parametrize(("kind", "end"), CASES)
@pytest.mark.parametrize("fault", ["silent", "half answer", "wrong answer", "disconnect"])
def test_what_goes_wrong_is_a_fault_and_then_it_works_again(
    patient: Patient, wire: FaultyWire, fault: str
) -> None:
    wire.fault = fault
    assert not works(patient)
    patient.health()
    wire.mend()
    assert wait_until(lambda: works(patient))
    assert wait_until(lambda: patient.health().code in ("ok", "paper_near_end"))


@pytest.mark.parametrize(("kind", "end"), CASES)
def test_slow_bytes_are_waited_for(patient: Patient, wire: FaultyWire) -> None:
    wire.fault = "slow bytes"
    assert works(patient)


@pytest.mark.parametrize(("kind", "end"), CASES)
def test_a_device_that_was_restarted_works_again(patient: Patient, wire: FaultyWire) -> None:
    wire.restart()
    assert wait_until(lambda: works(patient))
    assert wait_until(lambda: patient.health().code == "ok")
