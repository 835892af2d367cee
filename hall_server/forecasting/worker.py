"""`python -m hall_server.forecasting.worker`: plays scenes forward in a process of its own, so that the lane
never waits for arithmetic. Jobs come in on standard input, answers go out on standard output, both pickled;
it ends when its input ends."""

import os
import pickle
import sys
from contextlib import suppress

from hall_server.forecasting.jobs import Job, do, send

NICENESS = 10


def main() -> None:
    with suppress(OSError, AttributeError):
        os.nice(NICENESS)
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            job: Job = pickle.load(jobs)  # from the process that started this one
            send(answers, do(job))


if __name__ == "__main__":
    main()
