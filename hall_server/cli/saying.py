"""How the commands speak: to a person in colour, to a program as JSON."""

import json
import re
import sys
from typing import NoReturn

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str, code: int = 2) -> NoReturn:
    """Say what is wrong on standard error and end."""
    err.print(message, style="bold red", markup=False)
    raise typer.Exit(code)


def month_of(said: str) -> tuple[int, int]:
    """Ends the command when it is no month."""
    fits = re.fullmatch(r"(20\d{2})-(0[1-9]|1[0-2])", said)
    if fits is None:
        fail(f"{said!r} is not a month; write it like 2026-11")
    return int(fits[1]), int(fits[2])


def say(message: str, style: str = "") -> None:
    out.print(message, style=style, markup=False)


def say_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")
