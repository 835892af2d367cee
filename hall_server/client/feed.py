"""The hall as it changes: a snapshot, then every later event, in order, once, over any number of broken
links."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from httpx_sse import SSEError, connect_sse
from pydantic import ValidationError

from hall_server.client.link import Link, LinkState
from hall_server.client.trouble import LinkLost
from hall_server.wire.events import Event
from hall_server.wire.hall_view import FeedGap, HallView, apply, for_zone

SILENCE_SECONDS = 4.0
"""The server says something at least every 2 s here; longer silence means that the link is dead."""
RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Update:
    """What a listener gets: the view, and the events that led to it since the last update (none for a
    snapshot)."""

    view: HallView
    events: tuple[Event, ...]


class Feed:
    """Follows a hall in its own thread. Both listeners are called on that thread: hand over through a
    bridge."""

    def __init__(
        self,
        base_url: str,
        token: Callable[[], str | None],
        zone: str | None,
        on_update: Callable[[Update], None],
        on_link: Callable[[Link], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        retry_seconds: float = RETRY_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self._base = f"{base_url.rstrip('/')}/api/v1"
        self._token = token
        self._zone = zone
        self._on_update, self._on_link = on_update, on_link
        self._clock = clock
        self._retry_seconds, self._silence_seconds = retry_seconds, silence_seconds
        self._view: HallView | None = None
        self._as_of: datetime | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hall-feed", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; it does so within the silence limit."""
        self._stop.set()

    def join(self, timeout_seconds: float) -> None:
        self._thread.join(timeout_seconds)

    def _run(self) -> None:
        self._say(LinkState.CONNECTING)
        while not self._stop.is_set():
            try:
                self._follow()
            except FeedGap:
                self._view = None
                self._stop.wait(self._retry_seconds)
            except (LinkLost, httpx.HTTPError, SSEError, ValidationError):
                self._say(LinkState.LOST)
                self._stop.wait(self._retry_seconds)

    def _follow(self) -> None:
        timeout = httpx.Timeout(self._silence_seconds)
        with httpx.Client(timeout=timeout, trust_env=False) as http:
            if self._view is None:
                self._view = self._snapshot(http)
                self._heard()
                self._on_update(Update(self._view, ()))
            params: dict[str, str | int] = {"after": self._view.seq}
            if self._zone:
                params["zone"] = self._zone
            with connect_sse(
                http, "GET", f"{self._base}/events", params=params, headers=self._headers()
            ) as source:
                if source.response.status_code == httpx.codes.GONE:
                    raise FeedGap("the server no longer keeps the events that are missing here")
                source.response.raise_for_status()
                self._heard()
                for message in source.iter_sse():
                    if self._stop.is_set():
                        return
                    self._take(message.event, message.data)
        raise LinkLost("the server ended the feed")

    def _take(self, kind: str, data: str) -> None:
        """`change` carries an event, `alive` only says that the link is."""
        self._heard()
        if kind == "gap":
            raise FeedGap(data)
        if kind != "change" or self._view is None:
            return
        event = Event.model_validate_json(data)
        after = apply(self._view, event)
        if after is self._view:
            return
        self._view = after
        self._on_update(Update(after, (event,)))

    def _snapshot(self, http: httpx.Client) -> HallView:
        response = http.get(
            f"{self._base}/hall/view",
            params={"zone": self._zone} if self._zone else {},
            headers=self._headers(),
        )
        response.raise_for_status()
        view = HallView.model_validate_json(response.content)
        return for_zone(view, self._zone) if self._zone and view.zone is None else view

    def _headers(self) -> dict[str, str]:
        token = self._token()
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _heard(self) -> None:
        self._as_of = self._clock()
        self._say(LinkState.LIVE)

    def _say(self, state: LinkState) -> None:
        self._on_link(Link(state, self._as_of))
