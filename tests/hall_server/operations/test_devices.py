"""Devices: asking to be let in, being approved, saying how they are."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from hall_server.domain.events import Actor, Device, Kind
from hall_server.domain.names import DeviceId, StaffNumber, WindowId
from hall_server.domain.refusals import TooManyPairings, UnknownPairing, UnknownThing
from hall_server.operations.devices import (
    PAIRINGS_AT_ONCE,
    approve,
    ask_to_pair,
    give_token,
    note_silent,
    report,
    report_at_window,
)
from hall_server.operations.ports import UnitOfWork
from tests.conftest import RunningHall
from tests.visits import last_event

ADMINISTRATOR = Actor("administrator")


def asked(hall: RunningHall, code: str = "123456", zone: str | None = "Z1") -> Any:
    return hall.do(ask_to_pair, "kiosk", "大厅东侧", zone, code, "digest")


def a_kiosk(hall: RunningHall) -> Device:
    code = f"{hall.store.last_seq():06d}"
    asked(hall, code)
    device: Device = hall.do(approve, ADMINISTRATOR, code)
    return device


def said(hall: RunningHall, device: Device, state: str, code: str = "") -> None:
    hall.do(report, Actor("kiosk", device=device.id), device.id, state, code)


def seen(hall: RunningHall, device: Device) -> Device:
    now: Device = hall.ask(lambda uow: uow.devices.get(device.id))
    return now


def test_a_device_is_let_in_once_its_code_is_approved(any_hall: RunningHall) -> None:
    asked(any_hall)
    device = any_hall.do(approve, ADMINISTRATOR, "123456")
    assert (device.id, device.role, device.zone, device.state) == ("kiosk-001", "kiosk", "Z1", "silent")
    assert any_hall.ask(lambda uow: uow.accounts.pairing("123456").device) == device.id
    assert last_event(any_hall).event.kind is Kind.DEVICE_CHANGED


def test_a_device_of_one_window_acts_in_its_name(any_hall: RunningHall) -> None:
    def ask(uow: UnitOfWork, now: datetime) -> None:
        ask_to_pair(uow, "evaluator", "1号窗口评价器", None, "123456", "digest", now, "W001")

    any_hall.do(ask)
    device = any_hall.do(approve, ADMINISTRATOR, "123456")
    assert (device.id, device.window) == ("evaluator-001", "W001")
    assert any_hall.do(lambda uow, now: give_token(uow, device.id, "token")).window == "W001"


def test_a_device_of_a_window_that_the_hall_has_not_is_not_asked_in(hall: RunningHall) -> None:
    with pytest.raises(UnknownThing):
        hall.do(lambda u, now: ask_to_pair(u, "evaluator", "x", None, "123456", "d", now, "W999"))


def test_devices_of_a_role_are_numbered(hall: RunningHall) -> None:
    assert [a_kiosk(hall).id for _ in range(3)] == ["kiosk-001", "kiosk-002", "kiosk-003"]


def test_a_code_is_approved_once(hall: RunningHall) -> None:
    asked(hall)
    hall.do(approve, ADMINISTRATOR, "123456")
    with pytest.raises(UnknownPairing):
        hall.do(approve, ADMINISTRATOR, "123456")


def test_an_unknown_code_is_not_approved(hall: RunningHall) -> None:
    with pytest.raises(UnknownPairing):
        hall.do(approve, ADMINISTRATOR, "000000")


def test_a_code_is_good_for_a_quarter_of_an_hour(hall: RunningHall) -> None:
    asked(hall)
    hall.clock.pass_(minutes=15, seconds=1)
    with pytest.raises(UnknownPairing):
        hall.do(approve, ADMINISTRATOR, "123456")


def test_a_device_of_an_unknown_zone_is_not_paired(hall: RunningHall) -> None:
    with pytest.raises(UnknownThing):
        asked(hall, zone="Z9")


def test_only_so_many_devices_wait_to_be_paired(hall: RunningHall) -> None:
    for n in range(PAIRINGS_AT_ONCE):
        asked(hall, f"{n:06d}")
    with pytest.raises(TooManyPairings):
        asked(hall, "999999")
    hall.clock.pass_(minutes=16)
    asked(hall, "999999")


def test_a_token_lets_the_device_in_with_its_role_for_good(any_hall: RunningHall) -> None:
    device = a_kiosk(any_hall)
    any_hall.do(lambda uow, now: give_token(uow, device.id, "digest-of-a-token"))
    login = any_hall.ask(lambda uow: uow.accounts.login("digest-of-a-token"))
    assert (login.roles, login.device, login.expires_at, login.ended) == (
        ("kiosk",),
        device.id,
        None,
        False,
    )


def test_a_report_of_a_change_is_history(any_hall: RunningHall) -> None:
    device = a_kiosk(any_hall)
    any_hall.clock.pass_(seconds=10)
    said(any_hall, device, "down", "paper_out")
    now = seen(any_hall, device)
    assert (now.state, now.code, now.since) == ("down", "paper_out", any_hall.clock.now)
    assert last_event(any_hall).event.device == now


def test_a_report_without_a_change_is_not_history(hall: RunningHall) -> None:
    device = a_kiosk(hall)
    said(hall, device, "ok")
    before, since = hall.store.last_seq(), seen(hall, device).since
    hall.clock.pass_(seconds=10)
    said(hall, device, "ok")
    assert (hall.store.last_seq(), seen(hall, device).since) == (before, since)


def test_an_unknown_device_cannot_report(hall: RunningHall) -> None:
    with pytest.raises(UnknownThing):
        hall.do(report, Actor("kiosk"), DeviceId("kiosk-009"), "ok", "")


def silence(hall: RunningHall, heard: dict[DeviceId, Any], since: Any) -> None:
    hall.do(lambda uow, now: note_silent(uow, heard, since, now))


def test_a_device_that_is_not_heard_is_silent(any_hall: RunningHall) -> None:
    device = a_kiosk(any_hall)
    said(any_hall, device, "ok")
    heard = {device.id: any_hall.clock.now}
    any_hall.clock.pass_(seconds=35)
    silence(any_hall, heard, any_hall.clock.now - timedelta(hours=1))
    assert seen(any_hall, device).state == "ok"
    any_hall.clock.pass_(seconds=1)
    silence(any_hall, heard, any_hall.clock.now - timedelta(hours=1))
    assert (seen(any_hall, device).state, seen(any_hall, device).code) == ("silent", "")


def test_a_server_that_has_just_started_gives_devices_time_to_be_heard(hall: RunningHall) -> None:
    device = a_kiosk(hall)
    said(hall, device, "ok")
    hall.clock.pass_(hours=1)
    silence(hall, {}, hall.clock.now - timedelta(seconds=20))
    assert seen(hall, device).state == "ok"


def test_silence_is_noted_once(hall: RunningHall) -> None:
    a_kiosk(hall)
    hall.clock.pass_(minutes=5)
    before = hall.store.last_seq()
    silence(hall, {}, hall.clock.now - timedelta(hours=1))
    assert hall.store.last_seq() == before


def test_the_terminal_of_a_clerk_reports_for_its_window_and_is_one_device(any_hall: RunningHall) -> None:
    clerk = Actor("clerk", StaffNumber("1001"), WindowId("W001"))
    for code in ("line_lost__evaluator", "line_lost__evaluator", ""):
        state = "warning" if code else "ok"
        any_hall.do(report_at_window, clerk, WindowId("W001"), state, code)
    (terminal,) = any_hall.ask(lambda uow: uow.devices.all())
    assert (terminal.id, terminal.window, terminal.zone) == ("terminal-W001", "W001", "Z1")
    assert (terminal.state, terminal.code) == ("ok", "")
