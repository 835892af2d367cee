"""docs/face-accuracy.md, written by one command."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hardware.face.evaluation.aims import aims_told
from hardware.face.evaluation.counts import Count, Found, Measure, measure
from hardware.face.evaluation.pictures import Population
from hardware.face.evaluation.rules import Matched, NearestCohort, PlainDistance, Rule, score_alone
from hardware.face.evaluation.trials import Draw, Setting, draws, halves
from hardware.face.evaluation.words import AIMED, CALIBRATED, INTRODUCTION
from hardware.face.interface import EngineInfo
from hardware.face.matching.calibration import Target, TooFew, calibrate
from hardware.face.matching.gallery import Vector
from hardware.face.matching.thresholds import usual

SETTINGS = tuple(Setting(enrolled, frames) for enrolled in (1, 3, 5) for frames in (1, 2, 3))
AIMED_AT, AIMED_FOR = Setting(3, 2), "east_asian"
WISHED_TRIALS, MOST_TIMES = 600, 4
SPLITS, TARGETS = 5, (0.01, 0.05)
EVERYBODY = "everybody together"
HEADINGS = ("1:N identified", "wrong identity", "strangers accepted", "1:1 refused", "colleague", "outsider")
"""Of the measures, in their order."""
Enrolled = Mapping[str, Sequence[Vector]]


@dataclass(frozen=True, slots=True)
class Row:
    setting: Setting
    rule: str
    found: Mapping[Measure, Found]


@dataclass(frozen=True, slots=True)
class Table:
    population: str
    people: int
    pictures: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether a calibration keeps its word: learnt from one half of a population, tried on the other."""

    population: str
    target: float
    threshold: tuple[float, float]
    """Least and greatest of the splits."""
    strangers: Found


def rules_for(engine: str) -> dict[str, Callable[[Enrolled], Rule]]:
    return {
        "distance ≤ 0.6": PlainDistance,
        "s-norm ≥ 3, margin ≥ 1": NearestCohort,
        "our score ≥ 3, margin ≥ 1": score_alone,
        "**ours**": lambda enrolled: Matched(enrolled, usual(engine)),
    }


def tables(
    found: Sequence[Population], engine: str, number: int, seed: int, note: Callable[[str], None]
) -> list[Table]:
    """Every population by itself, and all of them as one hall."""
    together = {f"{each.name}/{person}": rows for each in found for person, rows in each.people.items()}
    halls = [(each.name, dict[str, Sequence[Vector]](each.people)) for each in found]
    if len(halls) > 1:
        halls.append((EVERYBODY, dict(together)))
    made = []
    for name, people in halls:
        rows: list[Row] = []
        for setting in SETTINGS:
            note(f"{name}: {setting.enrolled} enrolled, {setting.frames} frames")
            rows += _rows(_drawn(people, setting, number, seed), setting, engine)
        made.append(Table(name, len(people), sum(map(len, people.values())), tuple(rows)))
    return made


def kept(found: Sequence[Population], engine: str, note: Callable[[str], None]) -> list[Kept]:
    """Calibrations of half a population, for halves that are large enough."""
    made = []
    for population in found:
        for target in TARGETS:
            note(f"{population.name}: calibration for {target:.0%}")
            strangers, thresholds = Count(), []
            for split in range(SPLITS):
                hall, others = halves(population.people, split)
                try:
                    calibration = calibrate(hall, target=Target(target), usual=usual(engine))
                except TooFew:
                    continue
                thresholds.append(calibration.identify.threshold)
                rule = Matched(hall, calibration.thresholds)
                for person, templates in others.items():
                    strangers.add(person, rule.judge(templates[:2]).who is not None, 1)
            if thresholds:
                least, greatest = min(thresholds), max(thresholds)
                made.append(Kept(population.name, target, (least, greatest), strangers.found()))
    return made


def markdown(
    found: Sequence[Population],
    made: Sequence[Table],
    calibrated: Sequence[Kept],
    info: EngineInfo,
    command: str,
    day: date,
) -> str:
    head = _head(info, command, day)
    tables_told = [*_aims(made), *_all_tables(made)]
    return "\n".join([*head, *_without_face(found), *tables_told, *_calibrations(calibrated)]) + "\n"


def _drawn(people: Enrolled, setting: Setting, number: int, seed: int) -> list[Draw]:
    """Where few can be tried, more halls are drawn: up to four times the number."""
    first = next(draws(people, setting, 1, seed), None)
    wished = -(-WISHED_TRIALS // max(len(first.own), 1)) if first else 0
    return list(draws(people, setting, min(max(number, wished), MOST_TIMES * number), seed))


def _rows(drawn: Sequence[Draw], setting: Setting, engine: str) -> list[Row]:
    if not drawn:
        return []
    rows = []
    for name, make in rules_for(engine).items():
        counts: dict[Measure, Count] = defaultdict(Count)
        for draw in drawn:
            measure(make(draw.enrolled), draw, counts)
        rows.append(Row(setting, name, {each: counts[each].found() for each in Measure}))
    return rows


def _head(info: EngineInfo, command: str, day: date) -> Iterator[str]:
    yield "# How well faces are told apart"
    yield ""
    yield f"Measured {day.isoformat()} with `{info.name}`, model `{info.model}` ({info.version}), by"
    yield ""
    yield f"    {command}"
    yield ""
    yield INTRODUCTION.strip()
    yield ""


def _without_face(found: Sequence[Population]) -> Iterator[str]:
    """Nobody's picture is left out in silence; no person is named."""
    told = [f"{len(each.without_face)} of {each.name}" for each in found if each.without_face]
    if told:
        yield f"Without a face in the middle, and left out: {', '.join(told)}."
        yield ""


def _aims(made: Sequence[Table]) -> Iterator[str]:
    """Where the population that they are set for was measured."""
    for table in made:
        rows = {row.rule: row.found for row in table.rows if row.setting == AIMED_AT}
        if table.population.endswith(AIMED_FOR) and rows:
            yield f"## What was to be reached: {table.population}, 3 × 2"
            yield ""
            yield AIMED.strip()
            yield ""
            yield from aims_told(rows)
            yield ""


def _all_tables(made: Sequence[Table]) -> Iterator[str]:
    for table in made:
        yield f"## {table.population}: {table.people} people, {table.pictures} pictures"
        yield ""
        yield f"| enrolled × frames | rule | {' | '.join(HEADINGS)} |"
        yield "|---|---|---|---|---|---|---|---|"
        for row in table.rows:
            cells = " | ".join(_cell(row.found[each]) for each in Measure)
            yield f"| {row.setting.enrolled} × {row.setting.frames} | {row.rule} | {cells} |"
        yield ""
        if absent := [each for each in SETTINGS if each not in {row.setting for row in table.rows}]:
            names = ", ".join(f"{each.enrolled} × {each.frames}" for each in absent)
            yield f"Nobody has pictures enough for {names}."
            yield ""


def _calibrations(calibrated: Sequence[Kept]) -> Iterator[str]:
    yield "## Does a calibration keep its word?"
    yield ""
    yield CALIBRATED.strip()
    yield ""
    yield "| population | strangers allowed | threshold | strangers of the other half accepted |"
    yield "|---|---|---|---|"
    for each in calibrated:
        least, greatest = each.threshold
        yield f"| {each.population} | {each.target:.0%} | {least:g}-{greatest:g} | {_cell(each.strangers)} |"


def _cell(found: Found) -> str:
    if not found.trials:
        return "-"
    return f"{_percent(found.rate)} ({_percent(found.low)}-{_percent(found.high)}; {found.people})"


def _percent(rate: float) -> str:
    share = 100 * rate
    return f"{share:.0f}" if share in (0, 100) else f"{share:.1f}" if share >= 1 else f"{share:.2g}"
