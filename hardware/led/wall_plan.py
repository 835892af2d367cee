"""What a place on the wall must be told next: pure functions of what it should show and what it was told."""

from dataclasses import dataclass, replace
from math import inf

from hardware.led.interface import Blinking, Look, Manner, StripText, Urgency


@dataclass(frozen=True, slots=True)
class WallRules:
    """In seconds: how long a call blinks, how soon a repeated call blinks again, and waits after failures."""

    blink: float = 3.0
    repeat: float = 5.0
    retries: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


@dataclass(frozen=True, slots=True)
class Flight:
    """A message that has been handed to the port and not been answered for yet."""

    token: int
    text: StripText
    look: Look
    call: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One strip or one row of a board.

    `calling`: its call has not arrived yet. `changed`: nor has its newest text. `shown` is None while it is
    not known what the display shows.
    """

    manner: Manner
    text: StripText | None = None
    calling: bool = False
    changed: bool = False
    called_at: float = -inf
    blink_from: float | None = None
    shown: Look | None = None
    shown_at: float = -inf
    flight: Flight | None = None
    failures: int = 0
    retry_at: float = -inf


def wanted(place: Place, text: StripText, before: Place | None, rules: WallRules, now: float) -> Place:
    """The place with a new text. `before` is the place that showed the same number so far, if there is one.

    A number that was nowhere is a call, however soon it follows another; one that is called again within
    `rules.repeat` seconds only changes the text; one that moves to another row takes its blinking along.
    """
    if text == place.text:
        return place
    told = replace(place, text=text, changed=True, retry_at=-inf)
    if not text.number or not text.calls:
        return replace(told, calling=False, blink_from=None)
    if before is None or before.text is None:
        return replace(told, calling=True, blink_from=None, called_at=now)
    if text.calls > before.text.calls and now - before.called_at >= rules.repeat:
        return _called_again(told, now)
    return replace(told, calling=before.calling, blink_from=before.blink_from, called_at=before.called_at)


def look_now(place: Place, rules: WallRules, now: float) -> Look:
    """What the display should look like at this moment."""
    text = place.text or StripText("")
    steady = _steady(text)
    match place.manner.blinking:
        case Blinking.CARD:
            return replace(steady, blink=place.calling or _blinks(place, rules, now))
        case Blinking.TEXT if not place.calling and _blinks(place, rules, now):
            phase = int((now - (place.blink_from or 0.0)) / place.manner.phase_seconds)
            return replace(steady, dark=phase % 2 == 1)
        case _:
            return steady


def due(place: Place, rules: WallRules, now: float) -> tuple[Look, Urgency] | None:
    """The message that the place needs now, if it needs one."""
    if place.text is None or now < place.retry_at:
        return None
    look = look_now(place, rules, now)
    if place.flight is not None and place.flight.text == place.text:
        return None
    if place.calling:
        return look, Urgency.CALL
    if place.flight is None and place.shown == look:
        return (look, Urgency.REFRESH) if now >= _refresh_at(place, rules) else None
    if place.changed:
        return look, Urgency.CHANGE
    if _blinks(place, rules, now):
        return look, Urgency.BLINK
    # A call that was lost, or that is dark now that it should be steady, comes before idle texts.
    return look, Urgency.CHANGE if place.text.number else Urgency.REFRESH


def at_rest(place: Place, rules: WallRules, now: float) -> bool:
    """Nothing is on its way, and the display shows what it should at this moment."""
    if place.text is None:
        return True
    return place.flight is None and not place.calling and place.shown == look_now(place, rules, now)


def sent(place: Place, token: int, now: float) -> Place:
    """The message of this token has arrived; nothing changes if a newer one took its place."""
    flight = place.flight
    if flight is None or flight.token != token:
        return place
    arrived = replace(place, shown=flight.look, shown_at=now, flight=None, failures=0)
    if flight.text != place.text:
        return arrived
    begins = flight.call and place.calling
    return replace(
        arrived,
        changed=False,
        calling=False,
        blink_from=now if begins else place.blink_from,
    )


def failed(place: Place, token: int, rules: WallRules, now: float) -> Place:
    """The message of this token may or may not have arrived; the next try waits, but not a newer text."""
    if place.flight is None or place.flight.token != token:
        return place
    wait = rules.retries[min(place.failures, len(rules.retries) - 1)]
    newer = place.flight.text != place.text
    return replace(
        place,
        shown=None,
        flight=None,
        failures=place.failures + 1,
        retry_at=-inf if newer else now + wait,
    )


def forgotten(place: Place) -> Place:
    """The display has lost its text, by a power cut for instance."""
    return replace(place, shown=None, retry_at=-inf)


def wake_at(place: Place, rules: WallRules, now: float) -> float:
    """When to look at this place again, if nothing is heard before."""
    if place.text is None or place.flight is not None:
        return inf
    if now < place.retry_at:
        return place.retry_at
    times = [_refresh_at(place, rules)]
    if place.blink_from is not None and _blinks(place, rules, now):
        times.append(place.blink_from + rules.blink)
        if place.manner.blinking is Blinking.TEXT:
            phase = int((now - place.blink_from) / place.manner.phase_seconds)
            times.append(place.blink_from + (phase + 1) * place.manner.phase_seconds)
    return min(times)


def _steady(text: StripText) -> Look:
    return Look(text.text, text.number, text.window, text.colour)


def _blinks(place: Place, rules: WallRules, now: float) -> bool:
    return place.blink_from is not None and now < place.blink_from + rules.blink


def _called_again(told: Place, now: float) -> Place:
    """A display that is blinked by texts and shows this one is only blinked: nothing is sent twice."""
    told = replace(told, called_at=now)
    shows_it = told.flight is None and told.text is not None and told.shown == _steady(told.text)
    if shows_it and told.manner.blinking is not Blinking.CARD:
        return replace(told, calling=False, changed=False, blink_from=now)
    return replace(told, calling=True, blink_from=None)


def _refresh_at(place: Place, rules: WallRules) -> float:
    if place.manner.refresh_seconds is None:
        return inf
    ends = -inf if place.blink_from is None else place.blink_from + rules.blink
    return max(place.shown_at + place.manner.refresh_seconds, ends)
