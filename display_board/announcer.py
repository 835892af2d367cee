"""The threads that speak: one for each sound zone. A voice that fails or hangs never makes the board mute."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from queue import SimpleQueue

from display_board.announcements import (
    Announcement,
    Announcements,
    SpeechRules,
    asked_for,
    begun,
    deadline_seconds,
    due_in,
    finished,
    happened,
    returned,
    taken_next,
)
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView
from hardware.health import Fault, Health
from hardware.speech.interface import Speaker, SpeechFault, SpeechTooSlow, Utterance

GRACE_SECONDS = 1.0
"""How much longer than its deadline a speaker may take to say that it was too slow."""
MOST_ABANDONED = 8
"""Hung voices that are left behind before new ones are tried only now and then."""
RETRY_SECONDS = 60.0
BUILD_SECONDS = 10.0
"""How long the first call may wait for a voice that is still being built."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How the announcer has done since its start."""

    aloud: int = 0
    not_aloud: int = 0


class Voice:
    """One speaker on a thread of its own, so that it can be left behind when it hangs."""

    def __init__(self, build: Callable[[], Speaker], name: str) -> None:
        self._build = build
        self._orders: SimpleQueue[tuple[Utterance | None, float, Future[None]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=f"voice-{name}", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def build(self, deadline: float) -> None:
        """So that a fault is known before the first call. Raises whatever building the speaker raises.

        One that is not ready at the deadline goes on being built.
        """
        done: Future[None] = Future()
        self._orders.put((None, deadline, done))
        wait([done], timeout=deadline)
        if done.done():
            done.result()

    def say(self, utterance: Utterance, deadline: float, grace: float) -> bool:
        """Speak; False when the speaker has hung and this voice is of no more use.

        Raises whatever the speaker raises.
        """
        done: Future[None] = Future()
        self._orders.put((utterance, deadline, done))
        wait([done], timeout=deadline + grace)
        if not done.done():
            self.leave()
            return False
        done.result()
        return True

    def leave(self) -> None:
        """Let the thread end as soon as it can."""
        self._orders.put(None)

    def _work(self) -> None:
        speaker: Speaker | None = None
        while order := self._orders.get():
            utterance, deadline, done = order
            try:
                speaker = speaker or self._build()
                if utterance is not None:
                    speaker.say(utterance, deadline)
            except Exception as error:  # noqa: BLE001 - whatever it is, the board must go on speaking
                done.set_exception(error)
            else:
                done.set_result(None)


class Announcer:
    """Speaks what the queue of announcements says, each sound zone on its own thread."""

    def __init__(
        self,
        speakers: Mapping[str, Callable[[], Speaker]],
        rules: SpeechRules,
        clock: Callable[[], datetime],
        on_health: Callable[[Health], None] = lambda _: None,
        deadline: Callable[[Utterance], float] = deadline_seconds,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self._speakers, self._clock, self._on_health = speakers, clock, on_health
        self._deadline, self._grace = deadline, grace_seconds
        self._queue = Announcements(rules)
        self._view: HallView | None = None
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._tally = Spoken()
        self._well: dict[str, bool] = dict.fromkeys(speakers, True)
        self._threads = [
            threading.Thread(target=self._speak_in, args=(zone, build), name=f"announcer-{zone}", daemon=True)
            for zone, build in speakers.items()
        ]

    @property
    def spoken(self) -> Spoken:
        with self._changed:
            return self._tally

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopping.set()
            self._changed.notify_all()

    def say(self, words: Utterance) -> None:
        """In every sound zone, once and in its turn; may be called on any thread."""
        with self._changed:
            for zone in self._speakers:
                self._queue = asked_for(self._queue, zone, words, self._clock())
            self._changed.notify_all()

    def begun(self, view: HallView) -> None:
        with self._changed:
            self._become(begun(self._queue, view), view)

    def happened(self, events: Iterable[Event], view: HallView, *, late: bool) -> None:
        with self._changed:
            queue = self._queue
            for event in events:
                queue = happened(queue, event, self._clock(), late=late)
            self._become(queue, view)

    def returned(self, view: HallView) -> None:
        with self._changed:
            self._become(returned(self._queue, view, self._clock()), view)

    def _become(self, queue: Announcements, view: HallView) -> None:
        self._queue, self._view = queue, view
        self._changed.notify_all()

    def _speak_in(self, zone: str, build: Callable[[], Speaker]) -> None:
        voices = _Voices(build, zone)
        self._report(zone, _fault_of(voices.build))
        while announcement := self._next_in(zone):
            fault = self._say(announcement, voices)
            with self._changed:
                self._queue = finished(self._queue, zone)
                aloud = int(fault is None)
                self._tally = Spoken(self._tally.aloud + aloud, self._tally.not_aloud + 1 - aloud)
            self._report(zone, fault)
        voices.leave()

    def _next_in(self, zone: str) -> Announcement | None:
        """Wait for the next thing to say; None when the announcer is stopped."""
        with self._changed:
            while not self._stopping.is_set():
                if self._view is None:
                    self._changed.wait()
                    continue
                now = self._clock()
                self._queue, announcement = taken_next(self._queue, zone, self._view, now)
                if announcement:
                    return announcement
                self._changed.wait(due_in(self._queue, zone, now))
        return None

    def _say(self, announcement: Announcement, voices: "_Voices") -> Fault | None:
        """None when it was heard at least once."""
        fault: Fault | None = None
        heard = False
        for utterance in announcement.utterances:
            if self._stopping.is_set():
                break
            failed = _fault_of(partial(voices.say, utterance, self._deadline(utterance), self._grace))
            if isinstance(failed, _Hung):
                return None if heard else failed
            heard, fault = heard or failed is None, failed or fault
        return None if heard else fault

    def _report(self, zone: str, fault: Fault | None) -> None:
        """Each fault, and each recovery once."""
        if fault is not None:
            self._on_health(fault.health)
        elif not self._well[zone]:
            self._on_health(Health.ok())
        self._well[zone] = fault is None


class _Hung(SpeechTooSlow):
    """The voice did not come back; it is of no more use."""


def _fault_of(act: Callable[[], None]) -> Fault | None:
    """What went wrong; a driver's bug is a fault of the device to the hall."""
    try:
        act()
    except Fault as fault:
        return fault
    except Exception as error:  # noqa: BLE001 - whatever it is, the board must go on speaking
        return SpeechFault(f"{type(error).__name__}: {error}")
    return None


class _Voices:
    """The voice in use and those left behind."""

    def __init__(self, build: Callable[[], Speaker], name: str) -> None:
        self._build, self._name = build, name
        self._voice: Voice | None = None
        self._abandoned: list[Voice] = []
        self._rest = threading.Event()

    def build(self) -> None:
        self._voice = self._voice or Voice(self._build, self._name)
        self._voice.build(BUILD_SECONDS)

    def say(self, utterance: Utterance, deadline: float, grace: float) -> None:
        """As Voice.say, with a fresh voice after one has hung. Raises _Hung when this one does."""
        self._abandoned = [v for v in self._abandoned if v.alive]
        if len(self._abandoned) >= MOST_ABANDONED:
            self._rest.wait(RETRY_SECONDS)
        self._voice = self._voice or Voice(self._build, self._name)
        if not self._voice.say(utterance, deadline, grace):
            self._abandoned.append(self._voice)
            self._voice = None
            raise _Hung("the voice hung and was left behind")

    def leave(self) -> None:
        if self._voice:
            self._voice.leave()
