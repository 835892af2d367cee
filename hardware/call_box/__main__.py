"""Builds a keypad gateway: `python -m hardware.call_box --config callbox.toml`."""

import argparse
import logging
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from hall_server.client.feed import Feed
from hall_server.client.http import HttpHall
from hall_server.client.pairing import AGAIN_SECONDS, Applicant, pair_anew, token_at_hand
from hall_server.client.program_log import log_to_stderr
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.directory import Directory
from hall_server.wire.words import Role
from hardware.build import build_call_box, build_evaluator
from hardware.call_box.gateway.asking import Asking
from hardware.call_box.gateway.counter import Counter
from hardware.call_box.gateway.router import Gateway, Submit
from hardware.call_box.gateway.sending import Sender
from hardware.call_box.gateway.settings import BadSettings, GatewaySettings, Place, read_settings
from hardware.call_box.interface import CallBox
from hardware.health import Health
from hardware.transport.url import BadDeviceUrl

RETRY_SECONDS = 2.0
HEALTH_SECONDS = 5.0

log = logging.getLogger("call_box")


class Program:
    """One gateway from its start to its end. The keypads' line is tried at once, with or without a hall."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._ending = threading.Event()
        box = build_call_box(settings.port)
        if box is None:
            raise BadSettings("port is none://: there is no keypad to serve")
        self._box: CallBox = box
        self._workers = {place.address: ThreadPoolExecutor(max_workers=1) for place in settings.places}
        self._askings: list[Asking] = []
        self._counters: dict[int, tuple[Counter, Submit]] = {}
        self._feed: Feed | None = None

    def run(self) -> None:
        """Serve until `end`; blocks."""
        directory = self._directory()
        if directory is not None:
            self._serve(directory)
        last: Health | None = None
        while not self._ending.wait(HEALTH_SECONDS if last else 0.2):
            health = self._box.health()
            if last is None or health.code != last.code:
                log.log(
                    logging.INFO if health.code == "ok" else logging.WARNING,
                    "keypads: %s %s %s",
                    health.code,
                    health.cause,
                    health.cure,
                )
            last = health
        self._box.close()

    def end(self) -> None:
        self._ending.set()
        if self._feed is not None:
            self._feed.stop()
        for asking in self._askings:
            asking.close()
        for worker in self._workers.values():
            worker.shutdown(wait=False, cancel_futures=True)

    def _directory(self) -> Directory | None:
        while not self._ending.is_set():
            try:
                return HttpHall(self._settings.server).directory()
            except LinkLost as lost:
                log.warning("%s", lost)
                self._ending.wait(RETRY_SECONDS)
        return None

    def _serve(self, directory: Directory) -> None:
        settings, box = self._settings, self._box
        ratings = self._ratings()
        entries = {window.id: window for window in directory.windows}
        for place in settings.places:
            if place.window not in entries:
                raise BadSettings(f"window {place.window!r} is not in this hall")
        halls = {place.address: HttpHall(settings.server) for place in settings.places}
        counters: dict[int, tuple[Counter, Submit]] = {}
        for place in settings.places:
            submit = self._workers[place.address].submit
            asking = self._asking_of(place, partial(self._rated, place.address))
            counter = Counter(
                place,
                halls[place.address],
                directory,
                settings.habits,
                Sender(sleep=lambda seconds: _rest(self._ending, seconds)),
                ratings,
                partial(box.beep, place.address),
                asking.ask if asking else partial(box.start_evaluation, place.address),
                lambda: datetime.now(UTC),
            )
            counters[place.address] = counter, submit
        self._counters = counters
        windows = {place.address: entries[place.window] for place in settings.places}
        gateway = Gateway(box, counters, windows, settings.habits)
        self._feed = Feed(
            settings.server,
            partial(_token, ratings, halls),
            None,
            gateway.hall_changed,
            gateway.link_changed,
        )
        gateway.start()
        self._feed.start()

    def _ratings(self) -> HttpHall | None:
        """The hall as an evaluator knows it; None when nothing is sent."""
        settings = self._settings
        if not (settings.rating_token or settings.state_dir):
            return None
        hall = HttpHall(settings.server)
        windows = {place.window for place in settings.places}
        applicant = Applicant(
            Role.EVALUATOR,
            settings.name,
            None,
            Path(settings.state_dir),
            settings.rating_token or None,
            windows.pop() if len(windows) == 1 else None,
        )
        token = token_at_hand(applicant)
        if token:
            hall.use_token(token)
        else:
            threading.Thread(target=self._pair, args=(hall, applicant), name="pairing", daemon=True).start()
        return hall

    def _pair(self, hall: HttpHall, applicant: Applicant) -> None:
        while not self._ending.is_set():
            try:
                token = pair_anew(hall, applicant, _say_code, self._ending)
            except Refused as no:
                log.warning("ratings: pairing was refused: %s", no.problem.code)
                self._ending.wait(AGAIN_SECONDS)
                continue
            if token is not None:
                hall.use_token(token)
                log.info("ratings: this device was let in")
            return

    def _asking_of(self, place: Place, answered: Callable[[int], None]) -> Asking | None:
        evaluator = build_evaluator(place.evaluator) if place.evaluator else None
        if evaluator is None:
            return None
        asking = Asking(evaluator, self._settings.habits.rating_seconds, answered)
        self._askings.append(asking)
        return asking

    def _rated(self, address: int, stars: int) -> None:
        counter, submit = self._counters[address]
        submit(partial(counter.rated, stars))


def _token(ratings: HttpHall | None, halls: dict[int, HttpHall]) -> str | None:
    """The feed is open to whoever is known: the device that sends ratings, or any clerk who has signed in."""
    known = (ratings, *halls.values()) if ratings else halls.values()
    return next((hall.token for hall in known if hall.token), None)


def _say_code(code: str) -> None:
    log.warning("ratings: an administrator must approve this device: hall approve %s", code)


def _rest(ending: threading.Event, seconds: float) -> None:
    ending.wait(seconds)


def warn_of_readers(path: Path) -> None:
    """The file may hold PINs."""
    if os.name == "posix" and path.exists() and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        log.warning("%s may be read by others; it may hold PINs: chmod 600", path)


def main(settings: GatewaySettings | None = None) -> int:
    log_to_stderr()
    try:
        program = Program(settings or _settings_of_the_command_line())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: program.end())
        program.run()
    except (BadSettings, BadDeviceUrl) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _settings_of_the_command_line() -> GatewaySettings:
    arguments = argparse.ArgumentParser(description="Serves windows that have a keypad and no PC.")
    arguments.add_argument("--config", type=Path, required=True, help="callbox.toml")
    path: Path = arguments.parse_args().config
    warn_of_readers(path)
    return read_settings(path)


if __name__ == "__main__":
    sys.exit(main())
