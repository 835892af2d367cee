"""A guard against Qt bindings that were built for a newer Python than the one that runs them."""

import ctypes
import sys

_PLENTY = 1 << 60


def keep_none_alive() -> None:
    """Before Python 3.12 `None` is counted like any object, but the wheels of PySide6 6.12 do not count it
    when a call returns nothing: each such call takes one reference, and after some thousands the
    interpreter aborts. References for any running time are added once."""
    if sys.version_info < (3, 12) and sys.getrefcount(None) < _PLENTY // 2:
        ctypes.c_ssize_t.from_address(id(None)).value += _PLENTY
