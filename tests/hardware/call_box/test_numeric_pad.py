"""USB numeric pads: what their keys mean, and how Linux hands them over."""

import errno
import os
import struct
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import pytest

from hardware.call_box.evdev_pad import EVENT, EvdevPad, open_pad
from hardware.call_box.interface import Display, Heard, Key, KeyPress, PadUnplugged
from hardware.call_box.numeric_pad import BACKSPACE, ENTER, ESCAPE, PadTyping
from hardware.health import HealthState
from hardware.transport.port_owner import PortRules

QUICK = PortRules(back_off=(0.02,))
KP_ENTER, KP_PLUS, KP_2, KP_3, SHIFT = 96, 78, 80, 81, 42


@pytest.mark.parametrize(
    ("keys", "meaning"),
    [
        ([ENTER], KeyPress(1, Key.NEXT)),
        (["+"], KeyPress(1, Key.RECALL)),
        (["-"], KeyPress(1, Key.NO_SHOW)),
        (["*"], KeyPress(1, Key.PAUSE)),
        (["2", "*"], KeyPress(1, Key.PAUSE, "2")),
        (["8", "5", "/"], KeyPress(1, Key.TRANSFER, "85")),
        (["."], KeyPress(1, Key.EVALUATE)),
        (["0", "2", "3", ENTER], KeyPress(1, Key.CONFIRM, "023")),
        (["9", BACKSPACE, "6", ENTER], KeyPress(1, Key.CONFIRM, "6")),
        (["9", ESCAPE], KeyPress(1, Key.CANCEL)),
        (["9", ESCAPE, ENTER], KeyPress(1, Key.NEXT)),
        (["x", "", "4", "f5", ENTER], KeyPress(1, Key.CONFIRM, "4")),
    ],
)
def test_each_key_has_its_meaning(keys: list[str], meaning: KeyPress) -> None:
    typing = PadTyping()
    *_, last = [typing.press(key) for key in keys]
    assert last == meaning


class PadFile:
    """A FIFO in place of /dev/input/event7; grabbing it is only noted."""

    def __init__(self, path: Path) -> None:
        self.path, self.grabbed = path, 0
        os.mkfifo(path)
        self.plug()

    def plug(self) -> None:
        self._descriptor = os.open(self.path, os.O_RDWR)

    def take(self, descriptor: int) -> None:
        self.grabbed += 1

    def press(self, *codes: int) -> None:
        for code in codes:
            for value in (1, 2, 0):
                os.write(self._descriptor, EVENT.pack(0, 0, 1, code, value) + EVENT.pack(0, 0, 0, 0, 0))

    def write(self, data: bytes) -> None:
        os.write(self._descriptor, data)

    def close(self) -> None:
        os.close(self._descriptor)


@pytest.fixture
def pad_file(tmp_path: Path) -> Iterator[PadFile]:
    file = PadFile(tmp_path / "event7")
    yield file
    file.close()


def test_keys_are_read_as_linux_writes_them(pad_file: PadFile) -> None:
    pad = EvdevPad("", 5, partial(open_pad, str(pad_file.path), pad_file.take), QUICK)
    heard: SimpleQueue[Heard] = SimpleQueue()
    pad.listen(heard.put)
    pad_file.press(KP_PLUS, SHIFT, KP_2, KP_3, KP_ENTER)
    assert heard.get(timeout=5) == KeyPress(5, Key.RECALL)
    assert heard.get(timeout=5) == KeyPress(5, Key.CONFIRM, "23")
    half = EVENT.pack(0, 0, 1, KP_ENTER, 1)
    pad_file.write(half[:7])
    pad_file.write(half[7:])
    assert heard.get(timeout=5) == KeyPress(5, Key.NEXT)
    assert pad_file.grabbed == 1
    assert pad.health().state is HealthState.OK
    pad.show(5, Display(1, 1))
    pad.beep(5)
    pad.start_evaluation(5)
    pad.close()


def test_an_unplugged_pad_is_reported_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "event7"
    pad = EvdevPad("", 1, partial(open_pad, str(path), lambda descriptor: None), QUICK)
    heard: SimpleQueue[Heard] = SimpleQueue()
    pad.listen(heard.put)
    wait_for(pad, "pad_unplugged")
    file = PadFile(path)
    file.press(KP_ENTER)
    assert heard.get(timeout=5) == KeyPress(1, Key.NEXT)
    path.unlink()
    file.close()
    wait_for(pad, "pad_unplugged")
    file = PadFile(path)
    file.press(KP_ENTER)
    assert heard.get(timeout=5) == KeyPress(1, Key.NEXT)
    pad.close()
    file.close()


def wait_for(pad: EvdevPad, code: str) -> None:
    for _ in range(500):
        if pad.health().code == code:
            return
        threading.Event().wait(0.01)
    raise AssertionError(pad.health())


def test_a_pad_that_another_program_holds_is_a_fault(pad_file: PadFile) -> None:
    def busy(descriptor: int) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    with pytest.raises(PadUnplugged, match="busy"):
        open_pad(str(pad_file.path), busy)


def test_what_is_not_an_input_device_cannot_be_grabbed(pad_file: PadFile) -> None:
    with pytest.raises(PadUnplugged):
        open_pad(str(pad_file.path))


def test_an_event_is_as_long_as_the_kernel_says() -> None:
    assert EVENT.size == (24 if struct.calcsize("P") == 8 else 16)
