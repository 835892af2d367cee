"""What tests of twins share: patience."""

import threading
from collections.abc import Callable

from hardware.twins.status import Twin


def until(twin: Twin, so: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it became so while the twin was looked at again and again."""
    look = threading.Event()
    for _ in range(round(seconds / 0.01)):
        twin.look()
        if so():
            return True
        look.wait(0.01)
    return False
