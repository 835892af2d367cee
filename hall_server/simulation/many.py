"""Many days on all processors. Each day is drawn and run apart from the others, so their order and the number
of processors change nothing."""

import gc
import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

A = TypeVar("A")
R = TypeVar("R")


class RunFailed(RuntimeError):
    """A run ended with a fault; carries its traceback."""


def silent() -> None:
    """Nobody follows the progress."""


def run_many(
    work: Callable[[A], R],
    asked: Sequence[A],
    processes: int | None = None,
    done: Callable[[], None] = silent,
) -> list[R]:
    """`work` on each of `asked`, in their order. `done` is called after each.

    Where processes cannot be forked the runs follow one another in this one.
    """
    count = min(processes or os.cpu_count() or 1, len(asked))
    if count < 2 or "fork" not in multiprocessing.get_all_start_methods():
        found = []
        for one in asked:
            found.append(work(one))
            done()
        return found
    results: dict[int, R] = {}
    for number, result in _forked(work, asked, count):
        results[number] = result
        done()
    return [results[n] for n in range(len(asked))]


def _forked(work: Callable[[A], R], asked: Sequence[A], count: int) -> Iterator[tuple[int, R]]:
    """What `work` needs is there after the fork and is never sent."""
    context = multiprocessing.get_context("fork")
    numbers: Any = context.SimpleQueue()
    answers: Any = context.Queue()
    workers = [
        context.Process(target=_serve, args=(work, asked, numbers, answers), daemon=True)
        for _ in range(count)
    ]
    for worker in workers:
        worker.start()
    try:
        for number in (*range(len(asked)), *[None] * count):
            numbers.put(number)
        for _ in asked:
            number, result, fault = answers.get()
            if fault is not None:
                raise RunFailed(fault)
            yield number, result
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _serve(work: Callable[[Any], Any], asked: Sequence[Any], numbers: Any, answers: Any) -> None:  # noqa: ANN401
    # A day makes millions of values and few cycles: looking for these between days is a tenth faster, and
    # what was there before the fork need not be looked through each time.
    gc.disable()
    gc.freeze()
    while (number := numbers.get()) is not None:
        gc.collect()
        try:
            answers.put((number, work(asked[number]), None))
        except Exception:  # noqa: BLE001 - told to the process that asked, which raises it
            answers.put((number, None, traceback.format_exc()))
            return
