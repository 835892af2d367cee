"""The `hall` command: one entry for every program of the hall."""

import typer

from hall_server.cli import bench, demo, doctor, init, keys, programs, serve, verify

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
app.command("approve")(keys.approve)
app.command("set-pin")(keys.set_pin)
for name in programs.PROGRAMS:
    programs.add_to(app, name)
