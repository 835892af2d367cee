"""Faces and clocks, domain → wire."""

import json
from collections.abc import Iterable, Mapping

from hall_server.domain.attendance.rules import ClockPolicy
from hall_server.operations.attendance_ports import Calibration, ClockEvent, Greetings
from hall_server.operations.calibrations import NewCalibration
from hall_server.wire import attendance as clocks
from hall_server.wire import faces as wire

OWN_FIELDS = {"model", "version", "made_at", "thresholds"}
"""Of a calibration, apart from its report."""


def new_calibration(ask: wire.StoreCalibration) -> NewCalibration:
    return NewCalibration(
        made_at=ask.made_at,
        model=ask.model,
        version=ask.version,
        thresholds=ask.thresholds,
        report=ask.model_dump_json(exclude=OWN_FIELDS),
    )


def calibration(found: Calibration, used: bool) -> wire.CalibrationView:
    return wire.CalibrationView(
        **json.loads(found.report),
        id=found.id,
        made_at=found.made_at,
        stored_at=found.stored_at,
        by=found.by,
        model=found.model,
        version=found.version,
        in_force=used,
        thresholds=dict(found.thresholds),
    )


def roster_calibration(found: Calibration | None) -> clocks.RosterCalibration | None:
    if found is None:
        return None
    return clocks.RosterCalibration(
        model=found.model,
        version=found.version,
        made_at=found.made_at,
        thresholds=dict(found.thresholds),
    )


def told_to_clocks(policy: ClockPolicy, found: Calibration | None) -> tuple[object, ...]:
    """What of the hall's own settings makes a roster another one."""
    by_hand = tuple(sorted(policy.thresholds.items()))
    return policy.policy, policy.liveness, policy.dispute_days, by_hand, found.id if found else None


def greetings(month: str, found: Iterable[Greetings], names: Mapping[str, str]) -> wire.GreetingCounts:
    counts = tuple(
        wire.ClockGreetings(
            clock=each.device,
            name=names.get(each.device or "", ""),
            means=clocks.PunchMeans(each.means.value),
            greeted=each.greeted,
            taken_back=each.taken_back,
        )
        for each in found
    )
    return wire.GreetingCounts(
        month=month,
        clocks=counts,
        greeted=sum(each.greeted for each in counts),
        taken_back=sum(each.taken_back for each in counts),
    )


def clock_events(found: Iterable[ClockEvent]) -> wire.ClockEvents:
    return wire.ClockEvents(events=tuple(_clock_event(each) for each in found))


def _clock_event(found: ClockEvent) -> wire.ClockEventView:
    figures = None
    if found.distance is not None:
        figures = clocks.FaceFigures(distance=found.distance, score=found.score, margin=found.margin)
    return wire.ClockEventView(
        id=found.id,
        clock=found.device,
        kind=found.kind,
        at=found.at,
        device_at=found.device_at,
        received_at=found.received_at,
        staff=found.staff,
        figures=figures,
    )
