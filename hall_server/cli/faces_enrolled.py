"""People enrolled from pictures: their consents out of a table, their templates to the server."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hall_server.cli.opening import spoken_for
from hall_server.cli.saying import fail, say
from hall_server.client.http import new_key
from hall_server.client.trouble import Refused
from hall_server.wire.attendance import Enrol, template_values

COLUMNS = ("staff", "consent_version", "consent_on", "signature_mark")
MOST = 12
"""Templates of one person; more pictures than this are left aside."""

Consent = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    staff: str
    why: str


@dataclass(frozen=True, slots=True)
class Batch:
    """`findings` are about single pictures, which are not used."""

    ready: tuple[Enrol, ...]
    left_out: tuple[LeftOut, ...]
    findings: tuple[str, ...]


def consents_of(file: Path) -> dict[str, Consent]:
    """Of each person, by staff number; ends the command with a message when it is no such table."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True)
            rows = [{k: (v or "").strip() for k, v in row.items() if k} for row in reader]
            columns = reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error, AttributeError) as error:
        fail(f"{file}: cannot be read as CSV in UTF-8 ({error})")
    if missing := [name for name in COLUMNS if name not in columns]:
        fail(f"{file}: has no column {', '.join(missing)}")
    found: dict[str, Consent] = {}
    for number, row in enumerate(rows, start=2):
        if row["staff"] in found:
            fail(f"{file}: row {number}: {row['staff']} stands there twice")
        found[row["staff"]] = row
    return found


def batch_of(told: Mapping[str, Any], consents: Mapping[str, Consent]) -> Batch:
    """Whoever has pictures, a consent, and nothing against them. Who is close to whom the server says, for it
    knows those who are enrolled already."""
    findings = told["findings"]
    against = {f["person"]: f["what"] for f in findings if not f["picture"] and "too close" not in f["what"]}
    ready, left_out = [], []
    for staff, rows in told["people"].items():
        if staff in against:
            left_out.append(LeftOut(staff, against[staff]))
        elif staff not in consents:
            left_out.append(LeftOut(staff, "no consent in the table"))
        else:
            try:
                ready.append(_ask(told, staff, rows[:MOST], consents[staff]))
            except ValidationError as error:
                first = error.errors()[0]
                left_out.append(LeftOut(staff, f"{first['loc'][0] if first['loc'] else ''}: {first['msg']}"))
    left_out += [LeftOut(staff, "no folder of pictures") for staff in consents if staff not in told["people"]]
    of_pictures = tuple(f"{f['person']}/{f['picture']}: {f['what']}" for f in findings if f["picture"])
    return Batch(tuple(ready), tuple(left_out), of_pictures)


def tell(batch: Batch) -> None:
    for line in batch.findings:
        say(f"not used: {line}", "yellow")
    for each in batch.left_out:
        say(f"left out: {each.staff}: {each.why}", "red")
    for ask in batch.ready:
        consent = f"consent {ask.consent_version} of {ask.consent_on}"
        say(f"ready: {ask.staff}, {len(ask.templates)} templates, {consent}")


def enrol_at(server: str, staff: str, pin: str, asks: Sequence[Enrol]) -> int:
    """One after the other, in an administrator's name; how many the server would not have."""
    refused = 0
    with spoken_for(server, staff, pin) as hall:
        for ask in asks:
            try:
                hall.enrol(ask, new_key())
            except Refused as no:
                refused += 1
                say(f"refused: {ask.staff}: {no.problem.detail} {no.problem.cure or ''}", "red")
            else:
                say(f"enrolled: {ask.staff}", "green")
    return refused


def _ask(told: Mapping[str, Any], staff: str, rows: list[list[float]], consent: Consent) -> Enrol:
    """Raises ValidationError, which names the column."""
    templates = [
        {
            "model": told["model"],
            "version": told["version"],
            "values": template_values(row),
        }
        for row in rows
    ]
    signed = {name: consent[name] for name in COLUMNS}
    despite = consent.get("despite") or None
    return Enrol.model_validate(signed | {"staff": staff, "templates": templates, "despite": despite})
