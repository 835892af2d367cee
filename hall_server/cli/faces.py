"""`hall faces`: how well faces are told apart, thresholds from the hall's own templates, a look at pictures.

A process of its own: an engine that knows faces is no part of a server.
"""

import subprocess
import sys

import typer

FACES = "hardware.face"
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def add_to(app: typer.Typer) -> None:
    @app.command(
        "faces",
        context_settings=PASSED_ON,
        add_help_option=False,
        help=f"evaluate DIR | calibrate TEMPLATES | check DIR | liveness; the same as `python -m {FACES}`.",
    )
    def faces(context: typer.Context) -> None:
        raise typer.Exit(subprocess.call([sys.executable, "-m", FACES, *context.args]))
