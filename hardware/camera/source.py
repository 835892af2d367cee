"""Where pictures come from, one after another; each kind of camera is one."""

from collections.abc import Callable
from typing import Protocol

from hardware.camera.interface import Picture


class Source(Protocol):
    """An open camera. One owner; not for use by two threads."""

    @property
    def pace(self) -> float:
        """Seconds that must pass between two pictures; 0 if `read` itself waits for the next one."""

    def read(self) -> Picture:
        """The next picture, height × width × 3. Raises Fault; the source is of no more use then."""

    def close(self) -> None:
        """Let go. Never raises; a second call does nothing."""


OpenSource = Callable[[], Source]
"""Raises Fault."""
