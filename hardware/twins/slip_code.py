"""The QR code on the picture of a ticket, read as a phone or a scanner would."""

from pathlib import Path

from hardware.health import LibraryMissing


def code_on(picture: Path) -> str:
    """What its QR code says; empty when there is none that can be read, or no OpenCV to read it."""
    try:
        from hardware.camera.opencv import cv2

        library = cv2()
    except (ImportError, LibraryMissing):
        return ""
    image = library.imread(str(picture))
    return "" if image is None else str(library.QRCodeDetector().detectAndDecode(image)[0])
