"""docs/liveness.md: what was measured, in words and tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hardware.face.liveness.challenge import ACTS, CHALLENGES
from hardware.face.liveness.interface import Sign
from hardware.face.liveness.replay.actors import BONA_FIDE
from hardware.face.liveness.replay.cost import Cost
from hardware.face.liveness.replay.measuring import SUSPICIOUS, Measured, Tally
from hardware.face.liveness.replay.play import RATE
from hardware.face.liveness.replay.series import Counted
from hardware.face.matching.rates import Share


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a report tells. `photographs`: how many, and on how many of them each cue spoke."""

    seed: int
    plays: int
    sets: tuple[Measured, ...]
    cost: Cost
    clips: tuple[tuple[Counted, ...], ...] = ()
    photographs: tuple[int, dict[Sign, int]] | None = None


INTRODUCTION = """# Liveness: what was measured, and what it does not stop

Made by `python -m hardware.face.liveness.report`; run it again rather than edit this file.

**No level of presentation attack detection is claimed.** Every presentation below is rendered by a program:
heads turned by a depth of the usual measures, prints and screens held before a drawn room. Nothing was
photographed with the camera of a clock; there was no infrared and no depth camera, no real screen and no real
printer. The words are those of ISO/IEC 30107-3 (APCER: attack presentations taken for a person, told for each
species apart; BPCER: people taken for an attack); the tests of that standard were not done. A hall that must
be sure needs a camera with infrared or depth, or somebody who stands by.
"""
POLICIES = (
    ("`off`", "nothing"),
    (
        "`passive`",
        "asks nothing, looks for 0.6 s; what speaks for a picture is written to the clock's log",
    ),
    (
        "`challenge`",
        "two different acts in random order, of blink, blink twice, turn left, turn right and nod; one at "
        "least moves the head. 5 s for each, one retry with other acts. A turn or a nod counts only with the "
        "depth of a head; another act than the one asked ends the attempt; the person must be the same "
        "before and after",
    ),
    ("`number_and_face`", "the staff number first, then the face with the passive cues"),
)

NOT_STOPPED = """## What this does not stop

- **Recordings chosen as asked** (`screen_on_demand`), a face animated by a program, a mask of three
  dimensions, a twin: the acts are done, and with depth. The challenge asks for acts; it cannot see what does
  them.
- **A recording of the right challenge by chance.** There are {pairs} pairs of acts. A recording of one of
  them, started at the right moments, is the right one in one attempt of {pairs}, and with the retry in
  {chance:.0%} of all tries; a little oftener, for two blinks pass for one.
- **Screens without visible dots and without visible edges**, and good prints held still, under `passive`.
- Not rendered, hence not known: a print with its eyes cut out and somebody's own eyes behind it, make-up, a
  print wrapped round a head. Bending makes depth, and enough of it would pass.
- Somebody who holds up a colleague's picture under `off` or `passive` is greeted with the colleague's name.
  What helps against that is a clock in plain sight, and the staff number first.

And who is refused wrongly: whoever blinks with narrow eyes, whose spectacles reflect, who cannot turn the
head. They punch by card, or by number and PIN; nobody has to pass this.
"""


def written(found: Findings) -> str:
    """The whole document."""
    chance = 2 / len(CHALLENGES)
    parts = [INTRODUCTION, table(("policy", "what it does"), POLICIES), _how(found)]
    for measured in found.sets:
        parts += [_challenge(measured), _acts(measured), _passive(measured)]
    if found.clips:
        parts.append(_clips(found.clips))
    if found.photographs is not None:
        parts.append(_photographs(*found.photographs))
    parts += [_cost(found.cost), NOT_STOPPED.format(pairs=len(CHALLENGES), chance=chance)]
    return "\n".join(parts)


def _how(found: Findings) -> str:
    sets = "; ".join(f"{each.people} {each.faces}, {_points(each)}" for each in found.sets)
    return (
        f"## How\n\nFaces: {sets}. {found.plays} plays of each species, {RATE:g} pictures a second of "
        f"480 × 360, seed {found.seed}: the same command gives the same counts. An impostor sees the orders "
        "and answers them as well as the thing allows: tilts a print by 22 to 42 degrees to the side asked, "
        "lowers it for a nod, bends it. Two screens of three show dots, one of three reflects a lamp. Limits "
        "are those of 95 % (Wilson); with so few plays they are wide, and plays of one face are not "
        "independent.\n"
    )


def _points(measured: Measured) -> str:
    if measured.engine:
        return f"points found by {measured.engine}"
    return "points given as they truly are, with noise"


def _challenge(measured: Measured) -> str:
    rows = [_attack_row(tally) for tally in measured.attacks]
    people = measured.bona_fide
    refused, of = len(people.played) - people.passed, len(people.played)
    again = len(people.played) - people.passed_at_once
    return (
        f"## `challenge`, {measured.faces}\n\n"
        + table(("species", "what is held up", "passed", "APCER", "95 %", "why the others failed"), rows)
        + f"\nPeople: {refused} of {of} refused: BPCER {refused / of:.1%} ({_between(refused, of)}); at the "
        f"first attempt {again} of {of}. It took {people.seconds:.1f} s (middle of all).{_whys(people)}\n"
    )


def _attack_row(tally: Tally) -> tuple[str, ...]:
    of, why = len(tally.played), ", ".join(f"{why} {count}" for why, count in tally.whys().most_common())
    share = f"{tally.passed / of:.1%}"
    name = f"`{tally.species.name}`"
    return name, tally.species.label, f"{tally.passed}/{of}", share, _between(tally.passed, of), why or "–"


def _whys(tally: Tally) -> str:
    whys = ", ".join(f"{why} {count}" for why, count in tally.whys().most_common())
    return f" Refused for: {whys}." if whys else ""


def _acts(measured: Measured) -> str:
    rows = [
        (f"`{tally.species.name}`", *("{}/{}".format(*tally.act(act)) for act in ACTS))
        for tally in (measured.bona_fide, *measured.attacks)
    ]
    return f"### Each act by itself, {measured.faces}\n\nDone, of how often it was asked.\n\n" + table(
        ("species", *(f"`{act.value}`" for act in ACTS)), rows
    )


def _passive(measured: Measured) -> str:
    rows = [_passive_row(tally) for tally in (measured.bona_fide, *measured.attacks)]
    flagged, of = measured.bona_fide.flagged, len(measured.bona_fide.watched)
    return (
        f"### `passive`, {measured.faces}\n\nIf a hall had everything refused that scores {SUSPICIOUS} or "
        f"more. BPCER {flagged / of:.1%} ({_between(flagged, of)}).\n\n"
        + table(("species", "not noticed", "APCER", "95 %", "signs"), rows)
        + "\nDots, frames and glare are seen as often as they were drawn; how often real screens show them "
        "was not measured.\n"
    )


def _passive_row(tally: Tally) -> tuple[str, ...]:
    of = len(tally.watched)
    missed = of - tally.flagged
    signs = ", ".join(f"{sign} {count}" for sign, count in tally.signs().most_common()) or "–"
    name = f"`{tally.species.name}`"
    if tally.species is not BONA_FIDE:
        return name, f"{missed}/{of}", f"{missed / of:.1%}", _between(missed, of), signs
    return name, f"{missed}/{of}", "–", "–", signs


def _clips(clips: Sequence[Sequence[Counted]]) -> str:
    rows = [
        (str(number), *(f"{each.found}/{each.there}, {each.false} false, {each.rate:.0f}/s" for each in clip))
        for number, clip in enumerate(clips, 1)
    ]
    return (
        "## Blinks of real people\n\nReal clips, of which only the measured numbers are kept: blinks found "
        "at the clip's rate, at a half and at a third of it, over all ways to leave pictures out. Blinks "
        "during a turn of the head are left out on purpose.\n\n"
        + table(("clip", "every picture", "every second", "every third"), rows)
    )


def _photographs(count: int, spoke: dict[Sign, int]) -> str:
    rows = [
        (sign.value, f"{times}/{count}", f"{times / max(count, 1):.1%}", _between(times, count))
        for sign, times in spoke.items()
    ]
    return (
        "## Cues on photographs of real people\n\nWith whatever stood behind them; each cue that speaks is a "
        "false one.\n\n" + table(("cue", "spoke", "share", "95 %"), rows)
    )


def _cost(cost: Cost) -> str:
    work, middle, high = (f"{seconds * 1000:.1f} ms" for seconds in (cost.work, cost.middle, cost.high))
    return (
        f"## Cost\n\nOf one look beyond finding the face, {cost.looks} of them at a person who does as "
        f"asked, on one thread, while other programs ran on the same machine: {work} of the processor "
        f"(mean); by the wall clock {middle} in the middle, {high} for 95 of 100. To stay below: 17 ms in "
        "the middle.\n"
    )


def _between(count: int, of: int) -> str:
    low, high = Share(count, of).limits()
    return f"{low:.1%}–{high:.1%}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """In Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines) + "\n"
