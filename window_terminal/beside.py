"""What is told beside the clerk's work: how the devices are, digits on the pad, a key that was in vain."""

from dataclasses import replace

from window_terminal.state import DeviceSign, Screen, Trouble


class Beside:
    """Nothing here asks the hall or changes a page."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def complain(self, detail: str, cure: str = "") -> None:
        """In the calm line, until the next act."""
        self._screen.become(replace(self._screen.state, trouble=Trouble(detail, cure)))

    def devices_changed(self, signs: tuple[DeviceSign, ...]) -> None:
        self._screen.become(replace(self._screen.state, devices=signs))

    def typed(self, digits: str) -> None:
        """On the numeric pad, which has no display of its own."""
        self._screen.become(replace(self._screen.state, typed=digits))
