"""`hall verify`: is the history whole, and do the tables agree with it?"""

from typing import Annotated

import typer

from hall_server.cli.checking import mistakes_in
from hall_server.cli.opening import HallFolder, configuration_of, lane_of
from hall_server.cli.saying import say, say_json


def verify(
    folder: HallFolder, as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False
) -> None:
    """Check the audit chain, fold the history anew and compare it with the tables. Ends with 1 if anything
    is wrong."""
    with lane_of(configuration_of(folder)) as (parts, lane):
        seq = lane.ask(lambda uow, now: uow.seq).result()
        wrong = mistakes_in(parts, lane)
    if as_json:
        say_json({"events": seq, "wrong": wrong})
    elif not wrong:
        say(f"{seq} events, no gap, every digest fits, the tables agree with the history", "green")
    for line in () if as_json else wrong:
        say(line, "red")
    if wrong:
        raise typer.Exit(1)
