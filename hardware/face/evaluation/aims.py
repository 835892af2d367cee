"""What is to be reached with three pictures at enrolment and two frames, beside what each rule reached."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hardware.face.evaluation.counts import Found, Measure


@dataclass(frozen=True, slots=True)
class Aim:
    """A rate that is not to be exceeded, or with `at_least` one to be reached."""

    name: str
    measure: Measure
    limit: float
    at_least: bool = False

    @property
    def told(self) -> str:
        return f"{self.name} {'≥' if self.at_least else '≤'} {100 * self.limit:g} %"

    def met(self, found: Found) -> bool:
        return found.rate >= self.limit if self.at_least else found.rate <= self.limit


AIMS = (
    Aim("1:N identified", Measure.IDENTIFIED, 0.93, at_least=True),
    Aim("wrong identity", Measure.WRONG_IDENTITY, 0.0015),
    Aim("1:1 refused", Measure.NON_MATCH, 0.006),
    Aim("colleague accepted", Measure.COLLEAGUE, 0.0005),
)


def aims_told(rules: Mapping[str, Mapping[Measure, Found]]) -> Iterator[str]:
    """A table: for each rule what was measured, and whether that is enough; no figure is left out."""
    yield f"| rule | {' | '.join(aim.told for aim in AIMS)} |"
    yield f"|---|{'---|' * len(AIMS)}"
    for rule, found in rules.items():
        yield f"| {rule} | {' | '.join(_cell(aim, found[aim.measure]) for aim in AIMS)} |"


def _cell(aim: Aim, found: Found) -> str:
    if not found.trials:
        return "-"
    return f"{100 * found.rate:.3g} {'yes' if aim.met(found) else 'NO'}"
