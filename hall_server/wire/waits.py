"""How a wait is said to people: one range in words, the same on paper, at a kiosk and on a phone."""

from hall_server.wire.answers import Estimate
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

SOON = 3
"""A wait that ends within so many minutes is called soon, without a number."""


ROUGH = ("recent", "catalogue")
"""Told by the cheap formula, while the hall has not been played forward."""


def is_rough(estimate: Estimate) -> bool:
    """Whether it is a number that was not found by playing the hall forward."""
    return estimate.basis in ROUGH and estimate.high > SOON


def wait_label(estimate: Estimate, language: Language) -> str:
    """What stands before the wait; a rough estimate says there that it is one."""
    return text("slip.wait_rough" if is_rough(estimate) else "slip.wait", language)


def wait_words(estimate: Estimate, language: Language, words: str = "slip.") -> str:
    """About 15–25 minutes; very soon; or that no window is open at the moment. `words` begins the keys of the
    sentences: a phone has room for longer ones than a slip."""
    if estimate.basis == "closed":
        return text(f"{words}closed", language)
    if estimate.high <= SOON:
        return text(f"{words}at_once", language)
    if estimate.low < 1:
        return text(f"{words}within", language, high=estimate.high)
    if estimate.low >= estimate.high:
        return text(f"{words}about", language, minutes=estimate.mid)
    return text(f"{words}range", language, low=estimate.low, high=estimate.high)
