"""`hall server`: the hall server itself."""

import signal
import sys
from contextlib import suppress
from typing import Annotated

import typer
import uvicorn

from hall_server.bootstrap import HallServer, build_app, build_parts, set_up_logs, wall_clock
from hall_server.cli.opening import HallFolder, configuration_of
from hall_server.cli.saying import fail
from hall_server.config import BadConfiguration, Configuration, check_names
from hall_server.history.day_again import ClockNotBelieved, believe
from hall_server.storage.engines import DatabaseInUse, open_engines, sole_user
from hall_server.storage.migrate import upgrade
from hall_server.storage.plan_store import read_plan

STOP_SECONDS = 4
"""How long running requests have to finish after SIGTERM."""
SWITCH_SECONDS = 0.001
"""How long the lane and the web side keep the interpreter from each other; Python's own 5 ms add up in every
answer."""


def server(
    folder: HallFolder,
    host: Annotated[str | None, typer.Option(help="Instead of the settings' address.")] = None,
    port: Annotated[int | None, typer.Option(help="Instead of the settings' port.")] = None,
    believe_clock: Annotated[
        bool,
        typer.Option(
            "--believe-clock",
            help="The computer's clock is right, the hall's last events are dated too late.",
        ),
    ] = False,
) -> None:
    """Run the hall server in FOLDER until it is told to stop; SIGTERM lets running requests finish."""
    # uvicorn raises SIGTERM again once everything has ended; to be told to stop is not a failure
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    configuration = configuration_of(folder)
    set_up_logs(configuration.server.log_format)
    try:
        with sole_user(configuration.server.database):
            engines = open_engines(configuration.server.database)
            upgrade(engines.write)
            engines.dispose()
            _prepare(configuration, believe_clock)
            settings = uvicorn.Config(
                build_app(configuration),
                host=host or configuration.server.host,
                port=configuration.server.port if port is None else port,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=STOP_SECONDS,
                timeout_keep_alive=75,
                server_header=False,
            )
            running = HallServer(settings)
            sys.setswitchinterval(SWITCH_SECONDS)
            with suppress(KeyboardInterrupt):  # uvicorn raises Ctrl-C again once everything has ended
                running.run()
            if not running.started:
                raise typer.Exit(1)
    except (DatabaseInUse, ClockNotBelieved, LookupError) as error:
        fail(str(error))
    except BadConfiguration as error:
        fail(f"{folder / 'hall.toml'}: {error}")


def _prepare(configuration: Configuration, believe_clock: bool) -> None:
    """What is refused is told in one line, before anything runs."""
    parts = build_parts(configuration)
    try:
        with parts.engines.read.connect() as connection:
            check_names(configuration.rules, read_plan(connection, parts.store.hall_id, parts.cipher))
        if believe_clock:
            believe(parts.store, wall_clock())
    finally:
        parts.engines.dispose()
