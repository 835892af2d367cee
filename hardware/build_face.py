"""From a URL in the settings to a face engine: the part of `hardware.build` for faces."""

from pathlib import Path

from hardware.face.interface import EngineMissing, FaceEngine
from hardware.health import LibraryMissing
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme, parse

FACE_FORMS = (
    "dlib://, dlib://?recognition=FILE.dat&points=FILE.dat, opencv://?yunet=FILE.onnx&sface=FILE.onnx, "
    "fake://"
)
USUAL = "dlib://"


def build_face_engine(url: str = USUAL) -> FaceEngine:
    """An engine with its models loaded. Options:

    of `dlib`: recognition, points (model files; else those of face-recognition), width=320
    of `opencv`: yunet, sface (model files, both needed), width=320
    `width`: wider pictures are searched in a copy of this width; 0: in themselves.
    Raises BadDeviceUrl, EngineMissing.
    """
    try:
        where = parse(url)
    except BadDeviceUrl as error:
        raise BadDeviceUrl(url, error.why, FACE_FORMS) from error
    try:
        return _built(where)
    except (ImportError, LibraryMissing) as error:
        raise EngineMissing(f"pip install onehall[clock]: {error}") from error


def _built(where: DeviceUrl) -> FaceEngine:
    match where.scheme:
        case Scheme.DLIB:
            where.allow_only("recognition", "points", "width")
            from hardware.face.dlib_engine import DlibEngine, Look

            return DlibEngine(
                recognition=_file(where, "recognition"),
                points=_file(where, "points"),
                look=Look(width=where.whole("width", Look().width)),
            )
        case Scheme.OPENCV:
            where.allow_only("yunet", "sface", "width")
            yunet, sface = _file(where, "yunet"), _file(where, "sface")
            if yunet is None or sface is None:
                raise BadDeviceUrl(where.text, "both yunet= and sface= must name a file", FACE_FORMS)
            from hardware.face.opencv_engine import OpenCvEngine, YunetLook

            look = YunetLook(width=where.whole("width", YunetLook().width))
            return OpenCvEngine(yunet, sface, look)
        case Scheme.FAKE:
            where.allow_only()
            from hardware.face.fake_engine import FakeEngine

            return FakeEngine()
        case _:
            raise BadDeviceUrl(where.text, "not a face engine", FACE_FORMS)


def _file(where: DeviceUrl, name: str) -> Path | None:
    return Path(where.options[name]).expanduser() if where.options.get(name) else None
