"""`hall kiosk`, `hall window`, `hall board`, `hall clock`, `hall callbox`, `hall evaluator`: the programs of
the hall, as processes of their own."""

import subprocess
import sys
from typing import Annotated

import typer

PROGRAMS = {
    "kiosk": "kiosk",
    "window": "window_terminal",
    "board": "display_board",
    "clock": "hardware.attendance_clock",
    "callbox": "hardware.call_box",
    "evaluator": "hardware.evaluator.touch",
}
"""Command → module. Each also starts by `python -m MODULE`."""


def add_to(app: typer.Typer, name: str) -> None:
    module = PROGRAMS[name]

    @app.command(name, help=f"Start this machine's {name}; the same as `python -m {module}`.")
    def run(config: Annotated[str, typer.Option("--config", help="Its settings, a TOML file.")]) -> None:
        raise typer.Exit(subprocess.call([sys.executable, "-m", module, "--config", config]))
