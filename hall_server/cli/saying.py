"""How the commands speak: to a person in colour, to a program as JSON."""

import json
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


def say(message: str, style: str = "") -> None:
    out.print(message, style=style, markup=False)


def say_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")
