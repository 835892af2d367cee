"""The hall as an attendance clock speaks to it. Every answer also tells the hall's time."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from hall_server.client.http import HttpHall, new_key
from hall_server.wire.answers import Done
from hall_server.wire.attendance import CheckPin, ClockRoster, Enrol, Punched
from hall_server.wire.message import Message
from hall_server.wire.words import Language

PUNCHES = "/punches"


def undo_path(punch: str) -> str:
    """Where 不是我 goes; an outbox keeps it by this address."""
    return f"{PUNCHES}/{punch}/undo"


Heard = Callable[[datetime, timedelta], None]
"""To be called when the answer has arrived: the server's time that it says, and how much later that time may
have been."""

EXACT = timedelta(milliseconds=1)
WHOLE_SECONDS = timedelta(seconds=2)
"""An HTTP date is cut to the second, and servers make it anew once a second only."""


class ClockHall(HttpHall):
    """Raises Refused and LinkLost from every method. Blocking."""

    def __init__(
        self,
        base_url: str,
        asking: Callable[[], Heard],
        language: Language = Language.ZH,
        timeout_seconds: float = 5.0,
    ) -> None:
        """`asking` is called at every question."""
        super().__init__(base_url, language=language, timeout_seconds=timeout_seconds)
        self._asking = asking

    def roster(self) -> ClockRoster:
        """Says the time to the millisecond as well."""
        heard = self._asking()
        roster = self._get("/attendance/roster", ClockRoster)
        heard(roster.at, EXACT)
        return roster

    def check_pin(self, ask: CheckPin) -> Done:
        return self._post("/attendance/pin", ask, new_key(), Done)

    def deliver(self, path: str, body: str, key: str) -> Punched:
        """A punch, or the undoing of one, as it was kept."""
        return self._answer(self._post_text(path, body, key), Punched)

    def enrol(self, ask: Enrol, key: str) -> None:
        """By an administrator who has signed in."""
        self._post("/attendance/enrolments", ask, key, Message)

    def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        content: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        heard = self._asking()
        response = super()._send(method, path, params, content, headers)
        said = _date_of(response)
        if said is not None:
            heard(said, WHOLE_SECONDS)
        return response


def _date_of(response: httpx.Response) -> datetime | None:
    try:
        said = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return said if said.tzinfo is not None else None
