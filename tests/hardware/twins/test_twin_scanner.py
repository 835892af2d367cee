"""Codes that are held before the scanner's panel, as the real driver hears them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import segno

from hardware.build import build_scanner
from hardware.scanner.interface import CodeScanner
from hardware.scanner.wire_simulator import WireScanner
from hardware.twins.code_scanner import ScannerTwin, newest_slip
from hardware.twins.status import CONNECTED, UNPLUGGED
from tests.hardware.twins.twin_bench import until


@contextmanager
def scanner(folder: Path) -> Iterator[tuple[ScannerTwin, CodeScanner]]:
    twin = ScannerTwin(WireScanner(), lambda: newest_slip(folder), lambda state: None)
    driver = build_scanner(twin.url)
    assert driver is not None
    try:
        driver.poll()
        assert until(twin, lambda: twin.state.status == CONNECTED)
        yield twin, driver
    finally:
        driver.close()
        twin.close()


def heard(driver: CodeScanner) -> str | None:
    for _ in range(200):
        if (code := driver.poll()) is not None:
            return code.text
        threading.Event().wait(0.01)
    return None


def put_slip(folder: Path, number: int, code: str) -> None:
    segno.make(code).save(str(folder / f"ticket-{number:04}.png"), scale=6, border=4)
    (folder / f"ticket-{number:04}.txt").touch()


def test_a_typed_code_is_scanned(tmp_path: Path) -> None:
    with scanner(tmp_path) as (twin, driver):
        twin.scan_tapped("  A-2026-0815 ")
        assert heard(driver) == "A-2026-0815"
        assert (twin.state.said, twin.state.scans) == ("scan_sent", 1)


@pytest.mark.parametrize("nothing", ["", "   ", "two\nlines"])
def test_what_no_scanner_sends_is_not_scanned(tmp_path: Path, nothing: str) -> None:
    with scanner(tmp_path) as (twin, _):
        twin.scan_tapped(nothing)
        assert twin.state.scans == 0


def test_the_newest_ticket_is_scanned_by_its_picture(tmp_path: Path) -> None:
    put_slip(tmp_path, 1, "http://hall/t/old")
    put_slip(tmp_path, 2, "http://hall/t/new")
    with scanner(tmp_path) as (twin, driver):
        assert twin.state.has_ticket
        twin.ticket_tapped()
        assert heard(driver) == "http://hall/t/new"


def test_a_ticket_without_a_code_is_told_and_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "ticket-0001.png").write_bytes(b"no picture")
    (tmp_path / "ticket-0001.txt").touch()
    with scanner(tmp_path) as (twin, _):
        twin.ticket_tapped()
        assert (twin.state.said, twin.state.scans) == ("scan_no_code", 0)


def test_before_there_is_a_ticket_none_can_be_scanned(tmp_path: Path) -> None:
    with scanner(tmp_path) as (twin, _):
        assert not twin.state.has_ticket
        twin.ticket_tapped()
        assert twin.state.said == "scan_no_code"


def test_a_code_that_nobody_listens_to_is_told(tmp_path: Path) -> None:
    with scanner(tmp_path) as (twin, _):
        twin.plug_tapped()
        assert twin.state.status == UNPLUGGED
        twin.scan_tapped("A1")
        assert twin.state.said == "scan_unheard"
