"""Where a program of the hall writes what a technician may want to read: to standard error, with the time."""

import logging


def log_to_stderr() -> None:
    """Once, at the start of the process."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    # It would write a line a request, and some hold pairing secrets.
    logging.getLogger("httpx").setLevel(logging.WARNING)
