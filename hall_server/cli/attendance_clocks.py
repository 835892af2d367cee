"""`hall attendance greetings`, `clock-events`, `card`, `clock-pin`: what clocks did, and keys of people."""

from typing import Annotated

import typer

from hall_server.api.translate_faces import clock_events, greetings
from hall_server.cli.opening import HallFolder, as_it_stands, configuration_of, spoken_for
from hall_server.cli.saying import fail, month_of, say, say_json
from hall_server.client.http import new_key
from hall_server.domain.roster import days_of_month

Month = Annotated[str, typer.Option(help="Such as 2026-11.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
Server = Annotated[str, typer.Option(help="Address of the hall server.")]
By = Annotated[str, typer.Option("--staff", prompt=True, help="Staff number of an administrator.")]
ByPin = Annotated[str, typer.Option("--pin", prompt=True, hide_input=True)]
Person = Annotated[str, typer.Argument(help="Staff number of the person.")]
Withdraw = Annotated[bool, typer.Option("--withdraw", help="The person has none any more.")]


def add_to(app: typer.Typer) -> None:
    app.command("greetings")(show_greetings)
    app.command("clock-events")(show_clock_events)
    app.command("card")(card)
    app.command("clock-pin")(clock_pin)


def show_greetings(folder: HallFolder, month: Month, as_json: AsJson = False) -> None:
    """How often each clock took a face for somebody, and how often that person said 不是我: measured wrong
    identities."""
    with as_it_stands(configuration_of(folder)) as (parts, hall):
        names = {str(device.id): device.name for device in hall.devices.all()}
        counts = greetings(month, parts.store.records.greetings(month_of(month)), names)
    if as_json:
        say_json(counts.model_dump(mode="json"))
        return
    for each in counts.clocks:
        say(f"{each.clock or '-'} {each.name}  {each.means}: {_share(each.taken_back, each.greeted)}")
    say(f"{month}: {_share(counts.taken_back, counts.greeted)}")


def show_clock_events(folder: HallFolder, month: Month, as_json: AsJson = False) -> None:
    """What clocks told besides punches: faces that nobody has, another's card, a wrong PIN, no picture."""
    first, *_, last = days_of_month(*month_of(month))
    configuration = configuration_of(folder)
    with as_it_stands(configuration) as (parts, hall):
        zone = hall.zone_info
        found = clock_events(parts.store.records.clock_events(first, last))
    if as_json:
        say_json(found.model_dump(mode="json"))
        return
    for each in found.events:
        at = each.at.astimezone(zone)
        say(f"{at:%Y-%m-%d %H:%M:%S}  {each.clock or '-'}  {each.kind}  {each.staff or ''}".rstrip())
    say(f"{month}: {len(found.events)} events")


def card(
    person: Person,
    number: Annotated[str | None, typer.Option(help="As the reader tells it.")] = None,
    withdraw: Withdraw = False,
    server: Server = "http://127.0.0.1:8700",
    staff: By = "",
    pin: ByPin = "",
) -> None:
    """Give PERSON the card that clocks know them by, or withdraw it. Only a keyed hash is kept."""
    _one_of(number, withdraw, "--number")
    with spoken_for(server, staff, pin) as hall:
        hall.set_card(person, number, new_key())
    say(f"{person}: {'no card' if withdraw else 'card set'}", "green")


def clock_pin(
    person: Person,
    new_pin: Annotated[str | None, typer.Option("--new", help="4 to 12 digits.")] = None,
    withdraw: Withdraw = False,
    server: Server = "http://127.0.0.1:8700",
    staff: By = "",
    pin: ByPin = "",
) -> None:
    """Give PERSON a PIN for clocks and terminals, or withdraw it, while the server runs."""
    _one_of(new_pin, withdraw, "--new")
    if new_pin is not None and not (new_pin.isascii() and new_pin.isdigit() and 4 <= len(new_pin) <= 12):
        fail("a PIN has 4 to 12 digits")
    with spoken_for(server, staff, pin) as hall:
        hall.set_pin(person, new_pin, new_key())
    say(f"{person}: {'no PIN' if withdraw else 'PIN set'}", "green")


def _one_of(value: str | None, withdraw: bool, option: str) -> None:
    if (value is None) != withdraw:
        fail(f"give either {option} or --withdraw")


def _share(taken_back: int, greeted: int) -> str:
    rate = f" ({taken_back / greeted:.2%})" if greeted else ""
    return f"{taken_back} wrong of {greeted} greetings by face{rate}"
