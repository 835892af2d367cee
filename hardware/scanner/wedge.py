"""A scanner that types like a keyboard (keyboard wedge), told apart from a person by its speed.

For an event filter of a program with a screen: hold every key back, ask `pressed`, and pass on what was
`typed`; a little later ask `waited`, for a person's last key waits until its successor fails to come in
time. Keys that the system repeats by itself are not to be asked about.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hardware.health import Health
from hardware.scanner.code_lines import CodeRules, Repeats, code_in
from hardware.scanner.interface import ScannedCode

END_KEYS = ("\r", "\n", "\t")


@dataclass(frozen=True, slots=True)
class WedgeRules:
    """`gap`: the most seconds between two keys of a scanner; `shortest`: the least characters of a code.

    `ends_by_silence` is for scanners that send no Enter.
    """

    gap: float = 0.05
    shortest: int = 4
    ends_by_silence: bool = False
    code: CodeRules = field(default_factory=CodeRules)


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """The keys held back, and when the last one came. Shows their number only.

    `ended`: a code has just ended, and a second end key (CR LF) still belongs to it.
    """

    keys: str = ""
    last: float = 0.0
    ended: bool = False

    def __repr__(self) -> str:
        return f"Held({len(self.keys)} keys)"


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """What the keys turned out to be: a scan, a person's, or nothing yet."""

    held: Held
    code: ScannedCode | None = None
    typed: str = ""

    def __repr__(self) -> str:
        return f"Outcome({self.held}, {self.code}, {len(self.typed)} typed)"


def pressed(held: Held, key: str, at: float, rules: WedgeRules) -> Outcome:
    """One more key: its character, "\\r" for Enter; `at` in seconds."""
    before = waited(held, at, rules)
    keys = before.held.keys
    if key in END_KEYS:
        if before.held.ended and at - before.held.last <= rules.gap:
            return Outcome(Held(last=at))
        code = _scanned(keys, rules)
        typed = before.typed if code else before.typed + keys + key
        return Outcome(Held(last=at, ended=code is not None), code or before.code, typed)
    return replace(before, held=Held(keys + key, at))


def waited(held: Held, now: float, rules: WedgeRules) -> Outcome:
    """No key until now."""
    if not held.keys or now - held.last <= rules.gap:
        return Outcome(held)
    code = _scanned(held.keys, rules) if rules.ends_by_silence else None
    return Outcome(Held(last=held.last), code, "" if code else held.keys)


def _scanned(keys: str, rules: WedgeRules) -> ScannedCode | None:
    return code_in(keys, rules.code) if len(keys) >= rules.shortest else None


class WedgeScanner:
    """Such a scanner behind the interface of all. The program's event filter tells it the keys."""

    def __init__(self, rules: WedgeRules | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._rules = rules or WedgeRules()
        self._clock = clock
        self._guard = threading.Lock()
        self._held = Held()
        self._repeats = Repeats(self._rules.code.repeat)
        self._waiting: deque[ScannedCode] = deque(maxlen=16)

    @property
    def gap(self) -> float:
        """Seconds after a key at which to call `waited`."""
        return self._rules.gap

    def pressed(self, key: str, at: float | None = None) -> str:
        """What a person typed, for the filter to pass on; usually nothing yet."""
        when = self._clock() if at is None else at
        with self._guard:
            return self._take(pressed(self._held, key, when, self._rules), when)

    def waited(self, now: float | None = None) -> str:
        """What a person typed before this pause."""
        when = self._clock() if now is None else now
        with self._guard:
            return self._take(waited(self._held, when, self._rules), when)

    def poll(self) -> ScannedCode | None:
        """Returns at once."""
        with self._guard:
            return self._waiting.popleft() if self._waiting else None

    def health(self) -> Health:
        """A keyboard does not tell whether it is plugged in."""
        return Health.ok()

    def close(self) -> None:
        """There is no line."""

    def _take(self, outcome: Outcome, now: float) -> str:
        self._held = outcome.held
        if outcome.code is not None and self._repeats.is_new(outcome.code, now):
            self._waiting.append(outcome.code)
        return outcome.typed
