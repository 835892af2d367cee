"""A hall whose last events are dated too late, by a wrong clock, goes back to the right day."""

import logging
from datetime import datetime

from hall_server.operations.closing import BY_TIME, close_day
from hall_server.storage.hall_store import HallStore

log = logging.getLogger("onehall.clock")


class ClockNotBelieved(Exception):
    """Says why time cannot go back now, and what to do."""


def believe(store: HallStore, now: datetime) -> None:
    """Begin the business day of `now`, though the newest event is later. Nothing, where it is not.

    Raises ClockNotBelieved where somebody would be passed, or a day's record would not be in order.
    """
    last = store.last_moment()
    if last is None or last <= now:
        return
    with store.transaction() as connection:
        store.locked_seq(connection)
        live = store.load(connection)
        if waiting := len(tuple(live.tickets.live())):
            raise ClockNotBelieved(
                f"--believe-clock: {waiting} numbers are not finished, and newcomers would pass them; start "
                "without it, serve them, and try again"
            )
        today = now.astimezone(live.zone_info).date()
        latest = store.last_moment(today)
        if latest is not None and latest > now:
            raise ClockNotBelieved(
                f"--believe-clock: the record of {today} goes to "
                f"{latest.astimezone(live.zone_info):%H:%M:%S}; from then on the computer's clock is "
                "followed without it"
            )
        live.moment = now
        close_day(live, BY_TIME, today, now)
        store.write(connection, live, (), now)
    log.warning("the hall's time goes back from %s to %s, as was asked for", last, now)
