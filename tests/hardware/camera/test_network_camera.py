"""The real driver against a network camera that speaks RTSP on a loopback port."""

import threading
import time
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from hardware.build_camera import build_camera
from hardware.camera.interface import Camera
from hardware.camera.jpeg_parts import NotSendable, jpeg_parts
from hardware.camera.wire_simulator import WireCamera


def a_jpeg(level: int, width: int = 320, height: int = 240) -> bytes:
    picture = np.full((height, width, 3), level, np.uint8)
    # Noise, so that one picture needs several packets.
    picture[::3, ::2] = np.random.default_rng(1).integers(0, 255, picture[::3, ::2].shape, np.uint8)
    return bytes(cv2.imencode(".jpg", picture)[1])


def wait_until(right: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not right() and time.monotonic() < end:
        threading.Event().wait(0.02)
    return right()


def colour_of(camera: Camera) -> int:
    frame = camera.newest()
    return int(frame.picture[1::3, 1::2].mean()) if frame else -1


def test_pictures_come_from_a_network_camera_and_it_comes_back_after_its_cable_was_out() -> None:
    with WireCamera(lambda: a_jpeg(60), rate=20) as first:
        camera = build_camera(first.url)
        assert camera is not None
        try:
            assert wait_until(lambda: abs(colour_of(camera) - 60) < 25)
            seen = camera.seen()
            assert seen is not None
            assert (seen.width, seen.height) == (320, 240)
            port = int(first.url.split(":")[2].split("/")[0])
            first.close()
            assert wait_until(lambda: camera.fault() is not None)
            with WireCamera(lambda: a_jpeg(180), rate=20, port=port):
                assert wait_until(lambda: abs(colour_of(camera) - 180) < 40)
                assert camera.fault() is None
        finally:
            camera.close()


def test_a_picture_is_taken_apart_without_loss() -> None:
    data = a_jpeg(90, 64, 48)
    parts = jpeg_parts(data)
    assert (parts.width, parts.height, len(parts.tables)) == (64, 48, 128)
    assert parts.scan in data


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff", a_jpeg(90)[:300]])
def test_what_is_no_picture_is_not_sent(data: bytes) -> None:
    with pytest.raises(NotSendable):
        jpeg_parts(data)


def test_a_grey_picture_or_an_odd_size_cannot_be_said() -> None:
    grey = bytes(cv2.imencode(".jpg", np.zeros((16, 16), np.uint8))[1])
    odd = bytes(cv2.imencode(".jpg", np.zeros((17, 16, 3), np.uint8))[1])
    for data in (grey, odd):
        with pytest.raises(NotSendable):
            jpeg_parts(data)
