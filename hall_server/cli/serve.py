"""`hall server`: the hall server itself."""

from typing import Annotated

import typer
import uvicorn

from hall_server.bootstrap import build_app, set_up_logs
from hall_server.cli.opening import HallFolder, configuration_of
from hall_server.cli.saying import fail
from hall_server.storage.engines import DatabaseInUse, open_engines, sole_user
from hall_server.storage.migrate import upgrade


def server(
    folder: HallFolder,
    host: Annotated[str | None, typer.Option(help="Instead of the settings' address.")] = None,
    port: Annotated[int | None, typer.Option(help="Instead of the settings' port.")] = None,
) -> None:
    """Run the hall server in FOLDER until it is told to stop; SIGTERM lets running requests finish."""
    configuration = configuration_of(folder)
    set_up_logs(configuration.server.log_format)
    try:
        with sole_user(configuration.server.database):
            engines = open_engines(configuration.server.database)
            upgrade(engines.write)
            engines.dispose()
            uvicorn.run(
                build_app(configuration),
                host=host or configuration.server.host,
                port=configuration.server.port if port is None else port,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=5,
                timeout_keep_alive=75,
                server_header=False,
            )
    except (DatabaseInUse, LookupError) as error:
        fail(str(error))
