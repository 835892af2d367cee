"""Thresholds of faces, derived from the hall's own: stored with their date, given to clocks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hall_server.domain.attendance.refusals import NoFacesOfModel
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.refusals import UnknownThing
from hall_server.operations.attendance_ports import Calibration
from hall_server.operations.ports import UnitOfWork

ModelVersion = tuple[str, str]
"""Model and version of templates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCalibration:
    made_at: datetime
    model: str
    version: str
    thresholds: Mapping[str, float]
    report: str


def in_force(calibrations: Iterable[Calibration], models: Collection[ModelVersion]) -> Calibration | None:
    """The newest for one of these models; calibrations come with the newest first."""
    return next((each for each in calibrations if (each.model, each.version) in models), None)


def store(
    uow: UnitOfWork, actor: Actor, told: NewCalibration, known: Collection[str], now: datetime
) -> Calibration:
    """Put thresholds in force at every clock. `known`: names that a clock understands.

    Raises UnknownThing for another name; NoFacesOfModel where no template is of the model.
    """
    if strange := sorted(set(told.thresholds) - set(known)):
        raise UnknownThing(field="thresholds", thing="threshold", name=strange[0])
    if all((t.model, t.version) != (told.model, told.version) for t in uow.attendance.templates()):
        raise NoFacesOfModel(field="model", model=told.model)
    calibration = Calibration(
        id=uow.fresh_token(),
        made_at=told.made_at,
        stored_at=now,
        by=actor.staff,
        model=told.model,
        version=told.version,
        thresholds=dict(told.thresholds),
        report=told.report,
    )
    uow.attendance.save_calibration(calibration)
    uow.record(Event(kind=Kind.FACE_CALIBRATED, subject=calibration.id, actor=actor))
    return calibration
