"""`hall attendance check`, `reopen`, `lock`: the life of a month's sheet, by whoever may sign it."""

from typing import Annotated

import typer

from hall_server.cli.opening import spoken_for
from hall_server.cli.saying import say
from hall_server.client.http import new_key

ACTIONS = {
    "check": "The unit stands by its sheet; by its head, or by a supervisor or manager.",
    "reopen": "Back to a draft, as long as it is not locked; by a manager.",
    "lock": "Sign it: its figures stay as they are, whatever is found later; by a manager.",
}


def add_to(app: typer.Typer, action: str) -> None:
    """A person signs, so it asks the running server as that person."""

    @app.command(action, help=ACTIONS[action])
    def move(
        month: Annotated[str, typer.Option(help="Such as 2026-11.")],
        unit: Annotated[str, typer.Option(help="The unit; CENTER is the centre itself.")],
        server: Annotated[str, typer.Option(help="Address of the hall server.")] = "http://127.0.0.1:8700",
        staff: Annotated[str, typer.Option(prompt=True, help="Staff number of whoever signs.")] = "",
        pin: Annotated[str, typer.Option(prompt=True, hide_input=True)] = "",
    ) -> None:
        with spoken_for(server, staff, pin) as hall:
            state = hall.move_sheet(month, unit, action, new_key())
        say(f"{state.month} {state.unit or 'CENTER'}: {state.state}", "green")
