"""A face as a small masked picture: grey, in an oval, nothing of whoever or whatever stands around it."""

import numpy as np

from hardware.camera.opencv import cv2
from hardware.face.interface import Box, Picture

SIDE, AROUND = 96, 0.15
"""Pixels, and what is taken around the face's box in shares of it."""
QUALITY = 60
MASKED = 128


def thumbnail(picture: Picture, box: Box) -> bytes:
    """As JPEG of a few kilobytes; a box that lies outside the picture gives a grey one."""
    across, down = round(box.width * AROUND), round(box.height * AROUND)
    top, left = max(box.top - down, 0), max(box.left - across, 0)
    cut = picture[top : max(box.top + box.height + down, 0), left : max(box.left + box.width + across, 0)]
    masked = np.full((SIDE, SIDE), MASKED, np.uint8)
    if cut.size:
        grey = cv2().cvtColor(np.ascontiguousarray(cut), cv2().COLOR_BGR2GRAY)
        small = cv2().resize(grey, (SIDE, SIDE), interpolation=cv2().INTER_AREA)
        y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
        inside = (x / (0.4 * SIDE)) ** 2 + (y / (0.5 * SIDE)) ** 2 <= 1
        masked[inside] = small[inside]
    _, coded = cv2().imencode(".jpg", masked, (cv2().IMWRITE_JPEG_QUALITY, QUALITY))
    return bytes(coded)
