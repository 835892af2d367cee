"""Answers on their way to the hall: on disk before they are sent, so that neither a lost link nor a restart
loses one, and with one key each, so that none counts twice."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hall_server.client.outbox import NotKept, Outbox, Posts
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.asks import Rate

log = logging.getLogger(__name__)


class Fate(Enum):
    """What has become of an answer."""

    ON_RECORD = "on_record"
    KEPT = "kept"
    """It waits here until the hall can be asked."""
    REFUSED = "refused"
    LOST = "lost"
    """The hall could not be asked, and this device could not keep it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    detail: str = ""
    """The hall's own sentence on a refusal."""


class Answers:
    """One device's answers. Every method blocks; call it on a worker thread."""

    def __init__(
        self, outbox: Outbox, hall: Posts, path: Callable[[str], str], clock: Callable[[], datetime]
    ) -> None:
        self._outbox, self._hall, self._path, self._clock = outbox, hall, path, clock

    def give(self, ticket: str, ask: Rate, key: str) -> Outcome:
        """Keep an answer, then send all that wait, oldest first."""
        path, body = self._path(ticket), ask.model_dump_json(exclude_unset=True)
        try:
            self._outbox.put(path, body, key, self._clock())
        except NotKept as error:
            log.error("an answer could not be kept: %s", error)
            return self._send_unkept(path, body, key)
        delivery = self._outbox.send(self._hall)
        for refused in delivery.refused:
            log.warning("an answer was refused: %s", refused.code)
            if refused.stored.key == key:
                return Outcome(Fate.REFUSED, refused.detail)
        kept = any(stored.key == key for stored in self._outbox.waiting())
        return Outcome(Fate.KEPT if kept else Fate.ON_RECORD)

    def send_kept(self) -> int:
        """Try those that wait once more; how many still do."""
        delivery = self._outbox.send(self._hall)
        for refused in delivery.refused:
            log.warning("a kept answer was refused: %s", refused.code)
        return delivery.left

    def _send_unkept(self, path: str, body: str, key: str) -> Outcome:
        try:
            self._hall.post_stored(path, body, key)
        except Refused as no:
            return Outcome(Fate.REFUSED, no.problem.detail)
        except LinkLost:
            return Outcome(Fate.LOST)
        return Outcome(Fate.ON_RECORD)
