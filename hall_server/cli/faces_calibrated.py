"""Thresholds from the hall's own faces: the faces out of its database, the thresholds into it."""

import json
import math
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from hall_server.api.translate_faces import new_calibration
from hall_server.cli.opening import as_it_stands, lane_of, spoken_for
from hall_server.cli.saying import err, fail, say
from hall_server.client.http import new_key
from hall_server.config import Configuration
from hall_server.domain.events import Actor
from hall_server.domain.refusals import Refusal
from hall_server.faces import FaceComparing
from hall_server.history.lane import Command
from hall_server.operations.calibrations import store
from hall_server.operations.ports import UnitOfWork
from hall_server.wire.attendance import template_numbers
from hall_server.wire.faces import RatesAt, StoreCalibration, Tried

BY_HAND = Actor("administrator")
CAUTIONS = {
    "extrapolated": "the target is rarer than one in all trials; the threshold is drawn on from the others",
    "held_at_loosest": "the hall's own figures would have allowed a lower threshold than this",
    "few_tried": "few people have several templates, so that misses are hardly known",
}


def faces_of(configuration: Configuration) -> str:
    """The hall's templates as JSON for the engine: of the model that most people are enrolled with."""
    with as_it_stands(configuration) as (parts, _):
        templates = parts.store.records.templates()
    people = {(t.model, t.version, t.staff) for t in templates}
    counts = Counter((model, version) for model, version, _ in people)
    if not counts:
        fail("nobody is enrolled with a face")
    ((own, most),) = counts.most_common(1)
    if left_out := len(people) - most:
        err.print(f"{left_out} people with templates of other models are left out", style="yellow")
    found: dict[str, list[list[float]]] = {}
    for template in templates:
        if (template.model, template.version) == own:
            found.setdefault(template.staff, []).append(list(template_numbers(template.values)))
    return json.dumps({"model": own[0], "version": own[1], "people": found})


def proposal(told: dict[str, Any]) -> StoreCalibration:
    """From the engine's JSON. Thresholds without a bound are those that the engine has anyway."""
    return StoreCalibration(
        model=told["model"],
        version=told["version"],
        made_at=told["made_at"],
        people=told["people"],
        template_count=told["templates"],
        frames=told["frames"],
        target_strangers=told["target"]["strangers"],
        target_colleagues=told["target"]["colleagues"],
        thresholds={name: value for name, value in told["thresholds"].items() if math.isfinite(value)},
        identify=_rates(told["identify"]),
        verify=_rates(told["verify"]),
        cautions=tuple(told["cautions"]),
    )


def tell(found: StoreCalibration, out: Path) -> None:
    say(f"{found.people} people, {found.template_count} templates of {found.model}, {found.frames} frames")
    for name, rates in (("1:N", found.identify), ("1:1", found.verify)):
        shares = ((word, getattr(rates, word)) for word in ("missed", "colleagues", "strangers"))
        told = ", ".join(f"{word} {share.events}/{share.trials}" for word, share in shares)
        say(f"{name} at {rates.threshold:g}: {told}")
    for caution in found.cautions:
        say(f"note: {CAUTIONS.get(caution, caution)}", "yellow")
    say(f"figures and curves: {out}")


def apply_here(configuration: Configuration, found: StoreCalibration) -> None:
    """Into the database, while no server runs on it."""

    def run(uow: UnitOfWork, now: datetime) -> str:
        store(uow, BY_HAND, new_calibration(found), FaceComparing().threshold_names, now)
        return ""

    try:
        with lane_of(configuration) as (_, lane):
            lane.submit(Command(run)).result()
    except Refusal as no:
        fail(f"not stored: {no}")
    except typer.Exit:
        err.print("While a server runs, --staff NUMBER asks it in an administrator's name.", style="yellow")
        raise
    _applied(found)


def apply_at(server: str, staff: str, pin: str, found: StoreCalibration) -> None:
    """Through the running server, in an administrator's name."""
    with spoken_for(server, staff, pin) as hall:
        hall.store_calibration(found, new_key())
    _applied(found)


def _applied(found: StoreCalibration) -> None:
    limits = f"identify {found.identify.threshold:g}, verify {found.verify.threshold:g}"
    say(f"in force: {limits}, of {found.made_at:%Y-%m-%d}; clocks take them with their next roster", "green")


def _rates(told: dict[str, Any]) -> RatesAt:
    shares = {word: Tried(**told[word]) for word in ("missed", "colleagues", "strangers")}
    return RatesAt(threshold=told["threshold"], **shares)
