"""The staff's faces, ready for comparing: opened from the roster into memory, and nowhere else."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from hall_server.wire.attendance import ClockRoster, FaceFigures
from hardware.attendance_clock.enrolling import Fit
from hardware.attendance_clock.glances import Recognised, Stranger, Unsure, Verdict
from hardware.attendance_clock.kept_roster import opened
from hardware.attendance_clock.sealing import Seal, key_of_token
from hardware.face.interface import EngineInfo
from hardware.face.matching import decision
from hardware.face.matching.enrolment import MOST_SPREAD, spread, too_close
from hardware.face.matching.gallery import Gallery
from hardware.face.matching.matcher import Matcher
from hardware.face.matching.thresholds import Thresholds, usual

if TYPE_CHECKING:
    from hardware.face.interface import Template
else:
    Template = object

MOST_FIGURE = 1000.0

log = logging.getLogger(__name__)


class KnownFaces:
    """Any thread: a new roster takes the old one's place at one stroke."""

    def __init__(self, info: EngineInfo) -> None:
        self._info = info
        self._matcher = Matcher(Gallery.of({}), usual(info.name))

    @property
    def info(self) -> EngineInfo:
        return self._info

    @property
    def people(self) -> frozenset[str]:
        """Whose face can be recognised here."""
        return frozenset(self._matcher.gallery.people)

    def use(self, roster: ClockRoster, token: str) -> None:
        """Only templates of this engine are comparable; the others are left out, and so told in the log."""
        seal = Seal(key_of_token(token))
        enrolled = {p.staff: self._templates(p.staff, opened(p.templates, seal)) for p in roster.people}
        self._matcher = Matcher(Gallery.of(enrolled), self._thresholds(roster))

    def identify(self, templates: Sequence[Template]) -> Verdict:
        return _verdict(self._matcher.identify(templates))

    def verify(self, staff: str, templates: Sequence[Template]) -> Verdict:
        return _verdict(self._matcher.verify(staff, templates))

    def fit(self, staff: str, templates: tuple[Template, ...]) -> Fit:
        """As seen from what is enrolled now."""
        matcher = self._matcher
        if spread(templates) > MOST_SPREAD:
            return Fit(spread=True)
        close = too_close(templates, matcher.gallery, matcher.thresholds, besides=staff)
        return Fit(close_to=close.staff if close is not None else None)

    def _templates(self, staff: str, found: Sequence[tuple[str, str, bytes]]) -> list[Template]:
        own = (self._info.model, self._info.version)
        fitting = [plain for model, version, plain in found if (model, version) == own]
        if len(fitting) < len(found):
            log.warning("%s: %d templates of another engine", staff, len(found) - len(fitting))
        return [
            np.frombuffer(plain, "<f4").astype(np.float32)
            for plain in fitting
            if len(plain) == 4 * self._info.size
        ]

    def _thresholds(self, roster: ClockRoster) -> Thresholds:
        """The hall's calibrated ones, where they are of this engine's model, and over them what the hall has
        set by hand; a name that this clock does not know must not stop it."""
        usual_ones, found = usual(self._info.name), roster.calibration
        calibrated: dict[str, float] = {}
        if found is not None and (found.model, found.version) == (self._info.model, self._info.version):
            calibrated = dict(found.thresholds)
        try:
            return Thresholds.of(usual_ones.numbers() | calibrated | dict(roster.thresholds))
        except ValueError as error:
            log.error("the hall's thresholds are not used: %s", error)
            return usual_ones


def _verdict(found: decision.Decision) -> Verdict:
    """Every decision is logged with its figures, never a picture."""
    log.info("decision: %s", found)
    match found:
        case decision.Recognised(staff, figures):
            return Recognised(staff, told(figures))
        case decision.AskForNumber(_, figures):
            return Unsure(told(figures))
        case decision.Unknown(_, figures):
            return Stranger(told(figures) if figures is not None else None)


def told(figures: decision.Figures) -> FaceFigures:
    """As the hall hears of them: to three places, and within bounds."""
    return FaceFigures(
        distance=_place(figures.distance),
        score=None if figures.score is None else _place(figures.score),
        margin=None if figures.margin is None else _place(figures.margin),
    )


def _place(figure: float) -> float:
    return round(min(max(figure, -MOST_FIGURE), MOST_FIGURE), 3)
