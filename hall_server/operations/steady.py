"""Making very many values at once, all of which are kept."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def steady() -> Iterator[None]:
    """Garbage is looked for afterwards: among a month's hundred thousand values there is none, and looking
    through them again and again takes a fifth of the time. May be entered by several threads."""
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()
