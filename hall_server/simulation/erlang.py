"""Many windows, one line, people who come and are served by pure chance: how likely a long wait is."""

from math import ceil, exp


def erlang_c(load: float, count: int) -> float:
    """Probability that somebody waits at all, with `load` Erlangs on `count` servers; 1 when they cannot
    keep up. (Erlang 1917.)"""
    if load >= count:
        return 1.0
    blocked = 1.0
    for n in range(1, count + 1):
        blocked = load * blocked / (n + load * blocked)
    use = load / count
    return blocked / (1 - use + use * blocked)


def erlang_c_tail(load: float, count: int, service_minutes: float, wait_minutes: float) -> float:
    """Probability of a wait longer than `wait_minutes`."""
    if load >= count:
        return 1.0
    return erlang_c(load, count) * exp(-(count - load) * wait_minutes / service_minutes)


def least_windows(load: float, service_minutes: float, wait_minutes: float, share: float) -> int:
    """The least c with P(wait > `wait_minutes`) ≤ 1 − `share` in M/M/c of `load` Erlangs."""
    count = max(1, ceil(load + 1e-9))
    while erlang_c_tail(load, count, service_minutes, wait_minutes) > 1 - share:
        count += 1
    return count
