"""A camera on a thread of its own: it keeps the newest picture only and comes back when plugged in again."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from hardware.camera.interface import CameraSilent, Frame, Picture, Sight
from hardware.camera.picture import brightness, health_of
from hardware.camera.source import OpenSource, Source
from hardware.health import Fault, Health
from hardware.transport.url import without_password

FRESH_SECONDS = 2.0
"""An older picture is not of now: who stood there may have gone."""
RATE_OVER = 30
"""Pictures over which their rate is told."""
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


class FrameWork:
    """What the thread does, one step at a time and by a given clock."""

    def __init__(self, open_source: OpenSource, clock: Callable[[], float] = time.monotonic) -> None:
        self._open_source, self._clock = open_source, clock
        self._source: Source | None = None
        self._newest: Frame | None = None
        self._times: deque[float] = deque(maxlen=RATE_OVER)
        self._fault: Fault | None = None
        self._failures = 0
        self._not_before = self._since = clock()
        self._count = 0

    @property
    def newest(self) -> Frame | None:
        newest = self._newest
        return newest if newest is not None and self._clock() - newest.at <= FRESH_SECONDS else None

    @property
    def seen(self) -> Sight | None:
        newest, times = self.newest, self._times.copy()
        if newest is None:
            return None
        height, width = newest.picture.shape[:2]
        span = times[-1] - times[0] if len(times) > 1 else 0.0
        rate = (len(times) - 1) / span if span > 0 else 0.0
        return Sight(width, height, rate, brightness(newest.picture))

    @property
    def fault(self) -> Fault | None:
        if self._fault is not None or self.newest is not None:
            return self._fault
        if self._clock() - self._since <= FRESH_SECONDS:
            return None
        return CameraSilent(f"no picture for {FRESH_SECONDS:.0f} s")

    @property
    def health(self) -> Health:
        fault, newest = self.fault, self.newest
        if fault is not None:
            return fault.health
        return health_of(newest.picture) if newest is not None else Health.unknown("not_tried")

    def step(self) -> float:
        """Open, or take one picture. Seconds until the next step."""
        early = self._not_before - self._clock()
        if early > 0:
            return early
        try:
            source = self._source = self._source or self._opened()
            self._keep(source.read(), source.pace)
        except Fault as fault:
            self._back_off(fault)
        return max(self._not_before - self._clock(), 0.0)

    def end(self) -> None:
        self._let_go()
        self._newest = None

    def _opened(self) -> Source:
        source = self._open_source()
        self._since = self._clock()
        return source

    def _keep(self, picture: Picture, pace: float) -> None:
        now = self._clock()
        self._count += 1
        picture.flags.writeable = False
        self._newest = Frame(picture, now, self._count)
        self._times.append(now)
        self._fault, self._failures = None, 0
        # A source that is late does not hurry afterwards: only the newest picture counts.
        self._not_before = max(self._not_before + pace, now) if pace else now

    def _back_off(self, fault: Fault) -> None:
        if self._failures == 0:
            logging.getLogger(__name__).warning("camera: %s", fault)
        self._let_go()
        self._times.clear()
        self._fault = fault
        self._not_before = self._clock() + BACK_OFF[min(self._failures, len(BACK_OFF) - 1)]
        self._failures += 1

    def _let_go(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None


class LiveCamera:
    """One thread for one camera, from construction to `close`."""

    def __init__(self, work: FrameWork, name: str = "camera") -> None:
        self._work = work
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=without_password(name), daemon=True)
        self._thread.start()

    def newest(self) -> Frame | None:
        return self._work.newest

    def seen(self) -> Sight | None:
        return self._work.seen

    def fault(self) -> Fault | None:
        return self._work.fault

    def health(self) -> Health:
        return self._work.health

    def close(self, seconds: float = 5.0) -> None:
        """End, after the picture in hand. A camera that hangs is left to its thread."""
        self._ending.set()
        self._thread.join(seconds)

    def _serve(self) -> None:
        while not self._ending.is_set():
            try:
                wait = self._work.step()
            except Exception:
                # A mistake in one driver must not make the camera blind for ever.
                logging.getLogger(__name__).exception("a step of the camera failed")
                wait = BACK_OFF[-1]
            self._ending.wait(wait)
        self._work.end()
