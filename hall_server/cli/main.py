"""The `hall` command: one entry for every program of the hall."""

import typer

from hall_server.cli import (
    attendance,
    bench,
    demo,
    device_list,
    doctor,
    faces,
    fairness,
    init,
    keys,
    programs,
    serve,
    simulate,
    verify,
    waits,
)

app = typer.Typer(
    name="hall",
    help="OneHall: tickets, calls and boards of a service hall.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("init")(init.init)
app.command("server")(serve.server)
app.command("verify")(verify.verify)
app.command("bench")(bench.bench)
app.command("doctor")(doctor.doctor)
app.command("ports")(doctor.list_of_ports)
app.command("technician-pin")(doctor.technician_pin)
app.command("devices")(device_list.devices)
app.command("approve")(keys.approve)
app.command("set-pin")(keys.set_pin)
app.add_typer(attendance.app, name="attendance")
app.add_typer(faces.app, name="faces")
app.add_typer(simulate.app, name="simulate")
app.add_typer(fairness.app, name="fairness")
app.add_typer(waits.app, name="waits")
for name in programs.PROGRAMS:
    programs.add_to(app, name)
