"""Which member of staff holds which office when somebody is to be away, and who looks after whom."""

from collections.abc import Mapping
from types import MappingProxyType

from hall_server.domain.hall_plan import HallPlan, Staff
from hall_server.domain.whereabouts import Approver

OFFICES: Mapping[str, frozenset[Approver]] = MappingProxyType(
    {
        "unit_head": frozenset({Approver.CHIEF}),
        "supervisor": frozenset({Approver.DUTY_OFFICER, Approver.SECTION}),
        "manager": frozenset({Approver.LEADERSHIP}),
    }
)
"""By role. A chief is one in his own unit only."""
CENTRE = frozenset({"supervisor", "manager", "administrator"})
"""Roles of the centre: they look after everybody."""


def rank_of(staff: Staff) -> Approver | None:
    """The highest office that somebody holds; who asks for leave himself asks one rank higher."""
    held = [office for role in staff.roles for office in OFFICES.get(role, ())]
    return max(held, key=list(Approver).index, default=None)


def offices_over(official: Staff, person: Staff, plan: HallPlan) -> frozenset[Approver]:
    """In which offices somebody may agree to another's absence; nobody holds one over himself.

    Where a unit has no chief, as the centre itself, whoever speaks for the section stands for him.
    """
    if official.number == person.number:
        return frozenset()
    held = frozenset(office for role in official.roles for office in OFFICES.get(role, ()))
    if official.unit != person.unit or person.unit is None:
        held -= {Approver.CHIEF}
    if Approver.SECTION in held and not _has_chief(person, plan):
        held |= {Approver.CHIEF}
    return held


def looks_after(official: Staff, person: Staff) -> bool:
    """Whether somebody may enter and see things for another: oneself, the unit's head, the centre."""
    if official.number == person.number or CENTRE & set(official.roles):
        return True
    return "unit_head" in official.roles and person.unit is not None and official.unit == person.unit


def _has_chief(person: Staff, plan: HallPlan) -> bool:
    return person.unit is not None and any(
        "unit_head" in other.roles and other.unit == person.unit and other.number != person.number
        for other in plan.staff.values()
    )
