"""The two ways in which asking the hall can fail: it said no, or it could not be asked."""

from hall_server.wire.answers import Problem


class Refused(Exception):
    """The hall said no. `problem` holds the sentence for the person who asked, in the client's language."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.detail}")
        self.problem = problem


class LinkLost(Exception):
    """The hall could not be reached, or did not answer in time. Whether it acted is not known: ask again
    with the same idempotency key."""
