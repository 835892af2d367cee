"""The cable to a board is cut in the middle of calls: it misses nothing and says nothing twice."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import pytest

from display_board.announcements import SpeechRules
from display_board.announcer import Announcer
from display_board.board import Place
from display_board.view_model import BoardViewModel
from hall_server.cli.bench_hall import Desk
from hall_server.client.background import Inline, ManualTimer
from hall_server.client.feed import RETRY_SECONDS, SILENCE_SECONDS, Feed, Update
from hall_server.client.http import new_key
from hall_server.client.link import Link, LinkState
from hall_server.wire.answers import Called
from hall_server.wire.asks import Finish, TakeTicket
from hall_server.wire.hall_view import HallView
from hall_server.wire.spoken import call_zh
from hardware.speech.interface import Utterance
from tests.system.proxy import Cable
from tests.system.running import Made, ServerProcess, pause, serving

VISITS = 30
"""In each break: five changes each."""
CATCH_UP_SECONDS = 20.0


class Follower:
    """One feed, everything it brought, and what it can be asked about it."""

    def __init__(self, url: str, token: str, silence: float, retry: float) -> None:
        self.view: HallView | None = None
        self.calls: list[int] = []
        """Numbers of the call events, as they came."""
        self.snapshots = 0
        self.lost = 0
        self._listeners: list[tuple[Callable[[Update], None], Callable[[Link], None]]] = []
        self._feed = Feed(
            url, lambda: token, None, self._updated, self._linked,
            retry_seconds=retry, silence_seconds=silence,
        )  # fmt: skip

    def start(self) -> None:
        self._feed.start()

    def listen(self, updated: Callable[[Update], None], linked: Callable[[Link], None]) -> None:
        self._listeners.append((updated, linked))

    def stop(self) -> None:
        self._feed.stop()

    def _updated(self, update: Update) -> None:
        self.view = update.view
        self.snapshots += not update.events
        self.calls += [e.call.seq for e in update.events if e.call]
        for updated, _ in self._listeners:
            updated(update)

    def _linked(self, link: Link) -> None:
        self.lost += link.state is LinkState.LOST
        for _, linked in self._listeners:
            linked(link)


class Loudspeaker:
    """Keeps what it says."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, utterance: Utterance, deadline_seconds: float) -> None:
        self.said.append(utterance.zh)


@contextmanager
def board_on(follower: Follower, server: ServerProcess, token: str) -> Iterator[Loudspeaker]:
    """The hall board's own view-model and announcer behind a feed."""
    loudspeaker = Loudspeaker()
    announcer = Announcer({"hall": lambda: loudspeaker}, SpeechRules(repeats=1), _now)
    place, timer = Place("hall"), ManualTimer()
    board = BoardViewModel(server.hall(token), place, announcer, Inline(), timer, _now, lambda _: None)

    def linked(link: Link) -> None:
        if link.state is LinkState.LIVE:
            board.heard(link.as_of)
        elif link.state is LinkState.LOST:
            board.lost(link.as_of)

    announcer.start()
    board.start()
    follower.listen(board.updated, linked)
    try:
        yield loudspeaker
    finally:
        announcer.stop()


class Clerks:
    """Citizens and clerks whose own cable is sound."""

    def __init__(self, made: Made, server: ServerProcess) -> None:
        self._kiosk = server.hall(made.crew.kiosks[0])
        self._halls = {d.window: server.hall(d.token) for d in made.crew.desks}
        self._desks = cycle(made.crew.desks[:8])
        self._standing = cycle(made.crew.desks[8:])
        self.called: list[Called] = []

    def call(self, desk: Desk) -> Called:
        ticket = self._kiosk.take_ticket(TakeTicket(queue=desk.queue), new_key()).ticket
        self._kiosk.confirm_print(ticket.id, new_key())
        self.called.append(self._halls[desk.window].call_next(desk.window, new_key()))
        return self.called[-1]

    def serve(self, called: Called) -> None:
        hall, window = self._halls[called.window.id], called.window.id
        hall.start(called.ticket.id, window, new_key())
        hall.finish(called.ticket.id, Finish(window=window), new_key())

    def visits(self, count: int, seconds: float) -> Called:
        """So many visits over a stretch of time, and one call in their middle that stays open."""
        began, standing = time.monotonic(), None
        for number, desk in enumerate(islice(self._desks, count), 1):
            self.serve(self.call(desk))
            if number == count // 2:
                standing = self.call(next(self._standing))
            pause(max(0.0, began + number * seconds / count - time.monotonic()))
        assert standing is not None
        return standing


def test_a_board_behind_a_cut_cable_misses_nothing_and_says_nothing_twice(made: Made, tmp_path: Path) -> None:
    cut_and_compare(made, tmp_path, seconds=4.0, silence=2.5, retry=0.1)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_same_with_every_break_a_minute_long_and_the_silence_that_devices_have(
    made: Made, tmp_path: Path
) -> None:
    cut_and_compare(made, tmp_path, seconds=60.0, silence=SILENCE_SECONDS, retry=RETRY_SECONDS)


def cut_and_compare(made: Made, tmp_path: Path, seconds: float, silence: float, retry: float) -> None:
    token = made.crew.board
    with serving(made.copy_to(tmp_path / "hall")) as server:
        cable, clerks = Cable(server.port), Clerks(made, server)
        sound = Follower(server.url, token, silence, retry)
        cut = Follower(f"http://127.0.0.1:{cable.port}", token, silence, retry)
        with board_on(cut, server, token) as loudspeaker:
            sound.start()
            cut.start()
            wait_for(lambda: sound.view is not None and cut.view is not None)
            for fault in (cable.drop, lambda: cable.delay(0.3), cable.half_close, cable.stall):
                fault()
                standing = clerks.visits(VISITS, seconds)
                cable.mend()
                words = call_zh(standing.ticket.number, standing.window.number)
                wait_for(lambda words=words: words in loudspeaker.said)
                clerks.serve(standing)
            newest = server.hall(token)
            wait_for(lambda: cut.view == sound.view and sound.view.seq == newest.view().seq)
            assert len(sound.calls) == len(clerks.called) == 4 * (VISITS + 1)
            assert cut.calls == sound.calls
            assert (sound.snapshots, cut.snapshots) == (1, 1)
            assert sound.lost == 0
            assert cut.lost >= 3
            in_order = [call_zh(c.ticket.number, c.window.number) for c in clerks.called]
            assert loudspeaker.said == [words for words in in_order if words in loudspeaker.said]
        sound.stop()
        cut.stop()
        cable.close()
        assert server.stop() == 0


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + CATCH_UP_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it did not come about in time"
        pause(0.05)


def _now() -> datetime:
    return datetime.now(UTC)
