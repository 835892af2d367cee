"""Calling policies in the settings: a ready profile, and terms in its place, for the hall or for a zone."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from hall_server.domain.call_policy import PROFILES, TERMS, CallPolicy
from hall_server.domain.ticket import Priority

Minutes = Annotated[float, Field(ge=0, le=120)]
PER_CLASS = ("class_minutes", "weights")
UNSET: tuple[object, ...] = (None, {})


def _known_profile(name: str, found: ValidationInfo) -> str:
    """A ready policy whose order has all the terms that are set beside it."""
    if name not in PROFILES:
        raise ValueError(f"must be one of {', '.join(PROFILES)}")
    known = TERMS[PROFILES[name].order]
    idle = [
        term for term in PolicyTerms.model_fields if found.data.get(term) not in UNSET and term not in known
    ]
    if idle:
        has = f"only {', '.join(known)}" if known else "no terms"
        raise ValueError(f"has {has}: remove {', '.join(idle)}, or choose another policy")
    return name


ProfileName = Annotated[str, AfterValidator(_known_profile)]


class PolicyTerms(BaseModel):
    """Terms in place of a profile's. What is not set stays as the profile has it, class by class."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    class_minutes: dict[Priority, Annotated[float, Field(ge=0, le=240)]] = {}
    quick_minutes: Minutes | None = None
    quick_share: Annotated[float, Field(ge=0, le=1)] | None = None
    long_share: Annotated[float, Field(ge=1, le=100)] | None = None
    primary_minutes: Minutes | None = None
    pressure_minutes: Minutes | None = None
    pressure_slope: Annotated[float, Field(ge=0, le=100)] | None = None
    weights: dict[Priority, Annotated[float, Field(ge=0, le=100)]] = {}


class PolicyTable(PolicyTerms):
    """Of a zone."""

    profile: ProfileName


def _table(said: object) -> object:
    """A name alone stands for a table with nothing but the profile."""
    return {"profile": said} if isinstance(said, str) else said


ZonePolicy = Annotated[PolicyTable, BeforeValidator(_table)]


def policy_from(profile: str, terms: PolicyTerms) -> CallPolicy:
    ready = PROFILES[profile]
    changed: dict[str, Any] = {
        term: MappingProxyType(dict(getattr(ready, term)) | value) if term in PER_CLASS else value
        for term in PolicyTerms.model_fields
        if (value := getattr(terms, term)) not in UNSET
    }
    return replace(ready, **changed)


def policies_from(by_zone: Mapping[str, PolicyTable]) -> Mapping[str, CallPolicy]:
    return MappingProxyType({zone: policy_from(table.profile, table) for zone, table in by_zone.items()})
