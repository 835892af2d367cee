"""Rating a service (好差评): through what a judgement may be told, and what a bad one must say.

Five levels, 5 very satisfied … 1 very dissatisfied; the two lowest are 差评 and need a reason (GB/T 39734).
A service that nobody judged stays unrated: silence is never counted as satisfied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hall_server.domain.refusals import RatingReasonNeeded, ReasonNeeded, WrongSource
from hall_server.domain.rules import BAD_LEVELS, Reason
from hall_server.domain.ticket import Source

WITHOUT_REASONS = frozenset({Source.KEYED})
"""An evaluator of four or five keys can tell a level and nothing else."""
AT_WINDOW = frozenset({"clerk", "unit_head"})
"""Roles that pass on what a citizen told at their own window."""
SOURCES: Mapping[str, tuple[Source, ...]] = MappingProxyType(
    {
        "public": (Source.PHONE,),
        "kiosk": (Source.KIOSK,),
        "evaluator": (Source.TOUCH, Source.KEYED),
        "clerk": (Source.TERMINAL, Source.KEYED),
        "unit_head": (Source.TERMINAL, Source.KEYED),
        "supervisor": (Source.DESK, Source.TERMINAL, Source.KEYED),
        "manager": (Source.DESK, Source.TERMINAL, Source.KEYED),
        "administrator": (Source.DESK, Source.TERMINAL, Source.KEYED),
    }
)
"""What each role may name; the first is meant where none is named."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A judgement that may stand. `reasons` are codes, in the order of the hall's list, each once."""

    stars: int
    reasons: tuple[str, ...]
    source: Source


def judge(
    stars: int, reasons: tuple[str, ...], source: Source | None, role: str, offered: tuple[Reason, ...]
) -> Rating:
    """The judgement, if it may be told so.

    Raises WrongSource for a source that is not the role's, ReasonNeeded for a reason that the hall does not
    offer at this level, RatingReasonNeeded for a bad level without any.
    """
    known = at_level(stars, offered)
    for code in reasons:
        if code not in [r.code for r in known]:
            raise ReasonNeeded(field="reasons", reason=code)
    through = _source(source, role)
    if stars in BAD_LEVELS and not reasons and through not in WITHOUT_REASONS:
        raise RatingReasonNeeded(field="reasons")
    return Rating(stars, tuple(r.code for r in known if r.code in reasons), through)


def at_level(stars: int, offered: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons that a citizen who gives so many stars may choose from."""
    return tuple(r for r in offered if stars in r.levels)


def _source(named: Source | None, role: str) -> Source:
    allowed = SOURCES.get(role, ())
    if named is None and allowed:
        return allowed[0]
    if named is None or named not in allowed:
        raise WrongSource(field="source", source=named.value if named else "")
    return named
