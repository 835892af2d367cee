"""The lane: every change of a hall runs here, alone, one after another.

Commands that arrive together are committed together: while one group is being written, the next one
gathers. Each
command is undone as a whole when it is refused; the others of its group stand. Nobody gets an answer
before the
commit, and after the commit the bell rings. The bell carries no data: readers fetch events by number.
"""

import asyncio
import json
import logging
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from hall_server.domain.refusals import KeyReused, Refusal
from hall_server.operations.closing import BY_TIME, close_day, tick
from hall_server.operations.ports import UnitOfWork
from hall_server.storage.hall_store import Answer, HallStore
from hall_server.storage.live_hall import LiveHall

T = TypeVar("T")
Run = Callable[[UnitOfWork, datetime], str]
"""An operation with its answer made into the text that goes out, so that a repeated key gets it letter by
letter."""

GROUP = 64
"""Commands in one commit at the most: bounds how long the first of a group waits."""
ANSWERS_KEPT = timedelta(days=7)
"""Older keys are forgotten when a business day ends."""

log = logging.getLogger("onehall.lane")


class RefusedBefore(Exception):
    """A repeated key whose first answer was a refusal: its code, and its `refusal_body`."""

    def __init__(self, code: str, body: str) -> None:
        super().__init__(code)
        self.code, self.body = code, body


@dataclass(frozen=True, slots=True)
class Command:
    """One change that somebody asks for. Without a key it cannot be repeated and its answer is not kept."""

    run: Run
    key: str | None = None
    fingerprint: str = ""
    """Digest of what was asked: the same key with another content is refused."""
    admit: Callable[[UnitOfWork, datetime], None] = lambda uow, now: None
    """Raises the refusal of somebody who may not ask; such a refusal is not kept as the key's answer."""


@dataclass(slots=True)
class _Waiting:
    command: Command | None
    ask: Callable[[UnitOfWork, datetime], Any] | None = None
    there: "asyncio.Future[Any] | None" = None
    """For somebody on an event loop; `done` is for everybody else."""
    done: Future[Any] | None = None
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Give the outcome to whoever waits, unless they have left; on the thread of their event loop,
        if they have one."""
        done = self.there if self.there is not None else self.done
        if done is None or done.cancelled():
            return
        if self.error is None:
            done.set_result(self.result)
        else:
            done.set_exception(self.error)


class Lane:
    """One thread that owns the live hall."""

    def __init__(
        self, store: HallStore, clock: Callable[[], datetime], bell: Callable[[], None] = lambda: None
    ) -> None:
        self._store, self._clock, self._bell = store, clock, bell
        self._inbox: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._live: LiveHall | None = None
        self._thread = threading.Thread(target=self._work, name="lane", daemon=True)
        self._ended = threading.Event()
        self.groups = 0
        self.commands = 0

    def start(self) -> None:
        """Load the hall and begin. Raises what loading raises."""
        self._loaded()
        self._thread.start()

    def stop(self, timeout_seconds: float = 10.0) -> None:
        """Finish what was submitted and end."""
        self._inbox.put(None)
        self._ended.wait(timeout_seconds)

    def ring_with(self, bell: Callable[[], None]) -> None:
        self._bell = bell

    def submit(self, command: Command) -> "Future[str]":
        """The answer's text, or the Refusal, once the commit is on disk."""
        return self._put(_Waiting(command))

    def ask(self, question: Callable[[UnitOfWork, datetime], T]) -> "Future[T]":
        """Run a question between two commands, on the hall as it stands. It must change nothing."""
        return self._put(_Waiting(None, question))

    async def run(self, command: Command) -> str:
        """As `submit`, for callers on an event loop: the answers of a group reach it in one go."""
        there: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._inbox.put(_Waiting(command, None, there))
        return await there

    async def answer(self, question: Callable[[UnitOfWork, datetime], T]) -> T:
        """As `ask`, for callers on an event loop."""
        there: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._inbox.put(_Waiting(None, question, there))
        return await there

    def _put(self, waiting: _Waiting) -> Future[Any]:
        """What was submitted will run: whoever asked may leave, but can no longer cancel it under the
        lane."""
        waiting.done = Future()
        waiting.done.set_running_or_notify_cancel()
        self._inbox.put(waiting)
        return waiting.done

    def backlog(self) -> int:
        """Commands that wait to be run."""
        return self._inbox.qsize()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _work(self) -> None:
        try:
            while group := self._next_group():
                self._run_group(group)
        finally:
            self._ended.set()

    def _next_group(self) -> list[_Waiting]:
        first = self._inbox.get()
        group = [first] if first else []
        while first and len(group) < GROUP:
            try:
                another = self._inbox.get_nowait()
            except queue.Empty:
                break
            if another is None:
                self._inbox.put(None)
                break
            group.append(another)
        return group

    def _run_group(self, group: list[_Waiting]) -> None:
        if all(w.command is None for w in group):
            self._only_questions(group)
            return
        try:
            changed = self._turn_day()
            changed = self._commit(group) or changed
        except Exception as error:
            log.exception("a group of %d commands could not be written; the hall is loaded anew", len(group))
            self._live = None
            for waiting in group:
                waiting.error = error
            _settle(group)
            return
        _settle(group)
        if changed:
            self._bell()

    def _only_questions(self, group: list[_Waiting]) -> None:
        try:
            live = self._loaded()
        except Exception as error:  # noqa: BLE001 - handed to whoever asks
            for waiting in group:
                waiting.error = error
        else:
            for waiting in group:
                self._answer_question(live, waiting)
        _settle(group)

    def _loaded(self) -> LiveHall:
        """The hall in memory; loaded anew after a fault and after a turn of the day."""
        if self._live is None:
            with self._store.transaction() as connection:
                self._live = self._store.load(connection)
        return self._live

    def _commit(self, group: list[_Waiting]) -> bool:
        now = self._clock()
        with self._store.transaction() as connection:
            seq = self._store.locked_seq(connection)
            if self._live is None or self._live.seq != seq:
                self._live = self._store.load(connection)
            live = self._live
            keys = [w.command.key for w in group if w.command and w.command.key]
            known = self._store.first_answers(connection, keys) if keys else {}
            fresh: dict[str, Answer] = {}
            for waiting in group:
                if waiting.command is None:
                    self._answer_question(live, waiting)
                else:
                    self._run_one(live, waiting, waiting.command, known | fresh, fresh)
            changed = bool(live.events)
            self._store.write(connection, live, fresh.values(), now)
        live.committed()
        self.groups += 1
        self.commands += len(group)
        return changed

    def _turn_day(self) -> bool:
        """The first command of a new business day ends the one before; the new day is then loaded from the
        tables."""
        now, live = self._clock(), self._loaded()
        today = now.astimezone(live.zone_info).date()
        if today <= live.day:
            return False
        with self._store.transaction() as connection:
            seq = self._store.locked_seq(connection)
            live = live if live.seq == seq else self._store.load(connection)
            live.moment = now
            turned = today > live.day
            if turned:
                close_day(live, BY_TIME, today, now)
                self._store.write(connection, live, (), now)
                self._store.forget_answers(connection, now - ANSWERS_KEPT)
        self._live = None
        return turned

    def _run_one(
        self,
        live: LiveHall,
        waiting: _Waiting,
        command: Command,
        known: dict[str, Answer],
        fresh: dict[str, Answer],
    ) -> None:
        live.moment = self._clock()
        try:
            command.admit(live, live.moment)
        except Refusal as no:
            waiting.error = no
            return
        except Exception as fault:
            log.exception("a command could not be admitted")
            waiting.error = fault
            return
        first = known.get(command.key) if command.key else None
        if first is not None:
            self._repeat(waiting, command, first)
            return
        point = live.savepoint()
        refused: str | None = None
        try:
            waiting.result = command.run(live, live.moment)
            body = waiting.result
        except Refusal as no:
            live.undo_to(point)
            waiting.error, refused, body = no, no.code, refusal_body(no)
        except Exception as fault:
            live.undo_to(point)
            log.exception("a command failed")
            waiting.error = fault
            return
        if command.key:
            fresh[command.key] = Answer(command.key, command.fingerprint, refused, body)

    @staticmethod
    def _repeat(waiting: _Waiting, command: Command, first: Answer) -> None:
        if first.fingerprint != command.fingerprint:
            waiting.error = KeyReused(field="Idempotency-Key")
        elif first.refused:
            waiting.error = RefusedBefore(first.refused, first.body)
        else:
            waiting.result = first.body

    def _answer_question(self, live: LiveHall, waiting: _Waiting) -> None:
        assert waiting.ask is not None
        try:
            waiting.result = waiting.ask(live, self._clock())
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            waiting.error = error


def _settle(group: Iterable[_Waiting]) -> None:
    """Hand over every outcome; each event loop is woken once for all of its own."""
    loops: dict[asyncio.AbstractEventLoop, list[_Waiting]] = {}
    for waiting in group:
        if waiting.there is not None:
            loops.setdefault(waiting.there.get_loop(), []).append(waiting)
        else:
            waiting.settle()
    for loop, theirs in loops.items():
        with suppress(RuntimeError):  # the loop has ended, and with it everybody who waited there
            loop.call_soon_threadsafe(_settle_here, theirs)


def _settle_here(theirs: list[_Waiting]) -> None:
    for waiting in theirs:
        waiting.settle()


def refusal_body(no: Refusal) -> str:
    """What is kept of a refusal: enough to say it again in any language."""
    places = {k: v if isinstance(v, str | int | float) else v.isoformat() for k, v in no.places.items()}
    return json.dumps({"field": no.field, "ticket": no.ticket, "places": places}, ensure_ascii=False)


def _let_time_pass(uow: UnitOfWork, now: datetime) -> str:
    tick(uow, now)
    return ""


TICK = Command(_let_time_pass)
"""Time alone: numbers lapse, notices end, a day turns. Submit it every few seconds."""
