"""`hall faces`: how well faces are told apart, thresholds from the hall's own templates, enrolment from
pictures.

The engine works in a process of its own: what knows faces is no part of a server. Templates go to it and come
back through a pipe, and are written to no disk.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hall_server.cli import faces_calibrated, faces_enrolled
from hall_server.cli.opening import configuration_of
from hall_server.cli.saying import fail, say_json

FACES = "hardware.face"
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
ENGINE_COMMANDS = {
    "evaluate": "DIR: measure on folders of pictures, write the table.",
    "check": "DIR: look at pictures before they are enrolled.",
    "liveness": "Play attacks with pictures, write what passes.",
}

app = typer.Typer(
    help="Faces: accuracy, thresholds, enrolment from pictures.",
    no_args_is_help=True,
)

Server = Annotated[str, typer.Option(help="Address of the hall server.")]


def _passed_on(name: str, told: str) -> None:
    @app.command(name, context_settings=PASSED_ON, add_help_option=False, help=told)
    def command(context: typer.Context) -> None:
        raise typer.Exit(subprocess.call([sys.executable, "-m", FACES, name, *context.args]))


for each, words in ENGINE_COMMANDS.items():
    _passed_on(each, words)


@app.command("calibrate")
def calibrate(
    hall: Annotated[Path, typer.Argument(help="The hall's folder; or a file of templates, or pictures.")],
    strangers: Annotated[Path | None, typer.Option(help="Pictures or templates of outsiders.")] = None,
    target: Annotated[float, typer.Option(help="Strangers let in, 1:N.")] = 0.01,
    claimed: Annotated[float, typer.Option(help="Others let in beside a number, 1:1.")] = 0.0005,
    frames: Annotated[int, typer.Option(min=1, max=5, help="That make one look.")] = 2,
    out: Annotated[Path | None, typer.Option(help="A folder for figures and curves.")] = None,
    engine: Annotated[str | None, typer.Option(help="Of pictures; else dlib.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Where templates of pictures are kept.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Put the thresholds in force at every clock.")
    ] = False,
    server: Server = "http://127.0.0.1:8700",
    staff: Annotated[str, typer.Option(help="An administrator; needed while the server runs.")] = "",
    pin: Annotated[str, typer.Option(help="The administrator's; asked for if absent.")] = "",
) -> None:
    """Thresholds from the hall's own faces: rates, curves, a proposal for wished rates of mistakes."""
    words = ["--target", str(target), "--claimed", str(claimed), "--frames", str(frames)]
    for name, value in (("--strangers", strangers), ("--engine", engine), ("--cache", cache)):
        words += [name, str(value)] if value is not None else []
    if not (hall / "hall.toml").exists():
        if apply:
            fail(f"{hall}: thresholds can be put in force in a hall's folder only")
        more = ["--out", str(out or Path())] + ["--json"] * as_json
        raise typer.Exit(
            subprocess.call([sys.executable, "-m", FACES, "calibrate", str(hall), *words, *more])
        )
    configuration = configuration_of(hall)
    faces = faces_calibrated.faces_of(configuration)
    folder = out or hall / "calibration"
    told = engine_says(["calibrate", "-", *words, "--out", str(folder), "--json"], faces)
    found = faces_calibrated.proposal(told)
    if as_json:
        say_json(told)
    else:
        faces_calibrated.tell(found, folder)
    if apply and staff:
        asked = pin or typer.prompt("Pin", hide_input=True)
        faces_calibrated.apply_at(server, staff, asked, found)
    elif apply:
        faces_calibrated.apply_here(configuration, found)


@app.command("enrol")
def enrol(
    pictures: Annotated[Path, typer.Argument(help="One folder a person, named by the staff number.")],
    consents: Annotated[
        Path, typer.Option(help="CSV: staff, consent_version, consent_on, signature_mark, despite.")
    ],
    engine: Annotated[str, typer.Option(help="The same as at the clocks.")] = "dlib://",
    apply: Annotated[bool, typer.Option("--apply", help="Enrol; else only look.")] = False,
    server: Server = "http://127.0.0.1:8700",
    staff: Annotated[str, typer.Option(help="Staff number of an administrator.")] = "",
    pin: Annotated[str, typer.Option(help="The administrator's; asked for if absent.")] = "",
) -> None:
    """Enrol people from pictures, each with the recorded consent. Ends with 1 if anybody was left out."""
    given = faces_enrolled.consents_of(consents)
    told = engine_says(["templates", str(pictures), "--engine", engine])
    batch = faces_enrolled.batch_of(told, given)
    faces_enrolled.tell(batch)
    left_out = len(batch.left_out)
    if apply and batch.ready:
        signed_by = staff or typer.prompt("Staff")
        asked = pin or typer.prompt("Pin", hide_input=True)
        left_out += faces_enrolled.enrol_at(server, signed_by, asked, batch.ready)
    raise typer.Exit(1 if left_out else 0)


def engine_says(words: list[str], given: str | None = None) -> Any:  # noqa: ANN401 - JSON of another program
    """What `hardware.face` answers; ends the command as it ended, after its own message."""
    ended = subprocess.run(
        [sys.executable, "-m", FACES, *words], input=given, stdout=subprocess.PIPE, text=True, check=False
    )
    if ended.returncode:
        raise typer.Exit(ended.returncode)
    return json.loads(ended.stdout)
