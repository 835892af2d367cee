"""dlib and OpenCV behind the one interface, and what is said when a part of them is missing."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hardware.build_face import build_face_engine
from hardware.camera.opencv import cv2
from hardware.face import dlib_engine, opencv_engine
from hardware.face.dlib_engine import DlibEngine, own_weights
from hardware.face.fake_engine import FakeEngine
from hardware.face.interface import Box, EngineMissing, Face
from hardware.face.opencv_engine import OpenCvEngine, YunetFace, face_of
from hardware.face.painted import PaintedFace, paint, points_of
from hardware.face.quality import pose
from hardware.transport.url import BadDeviceUrl

NOISE = np.random.default_rng(1).integers(0, 256, (480, 640, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def dlib() -> DlibEngine:
    return DlibEngine()


def test_dlib_loads_the_package_s_own_weights(dlib: DlibEngine) -> None:
    info = dlib.info
    assert (info.name, info.model, info.size) == ("dlib", "dlib_face_recognition_resnet_model_v1", 128)
    assert info.licence == "CC0-1.0"
    assert len(info.version) == 16


def test_the_model_that_may_not_be_used_commercially_is_never_opened() -> None:
    assert "68" not in dlib_engine.POINTS + dlib_engine.RECOGNITION
    assert "face_recognition" not in sys.modules


def test_dlib_finds_no_face_in_noise_nor_in_an_empty_frame(dlib: DlibEngine) -> None:
    assert dlib.detect(NOISE) == ()
    assert dlib.detect(np.zeros((480, 640, 3), np.uint8)) == ()
    assert dlib.detect(np.full((60, 40, 3), 128, np.uint8)) == ()


def test_a_template_is_128_numbers_and_the_same_each_time(dlib: DlibEngine) -> None:
    painted = PaintedFace(7)
    picture = paint([painted])
    face = Face(painted.box, 1.0, points_of(painted.box, (320.0, 252.0)))
    first, second = dlib.template(picture, face), dlib.template(picture, face)
    assert first.shape == (128,)
    assert first.dtype == np.float32
    assert np.array_equal(first, second)
    assert 0.8 < np.linalg.norm(first) < 2.0
    assert dlib.quality(picture, face).size == 200


def test_a_face_half_outside_the_picture_is_no_fault(dlib: DlibEngine) -> None:
    box = Box(560, 400, 200, 200)
    face = Face(box, 1.0, points_of(box, (660.0, 512.0)))
    assert dlib.template(NOISE, face).shape == (128,)
    assert dlib.quality(NOISE, face).size == 200
    gone = Face(Box(900, 900, 50, 50), 1.0, points_of(box, (660.0, 512.0)))
    assert dlib.quality(NOISE, gone).size == 0


def test_a_missing_model_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match=r"face_engine_missing: .*taguchi\.dat: there is no such file"):
        DlibEngine(recognition=tmp_path / "taguchi.dat")
    broken = tmp_path / "broken.dat"
    broken.write_bytes(b"nothing")
    with pytest.raises(EngineMissing, match=r"broken\.dat: not a model of this kind"):
        DlibEngine(points=broken)


def test_a_model_from_elsewhere_has_its_own_name_version_and_licence(
    dlib: DlibEngine, tmp_path: Path
) -> None:
    other = tmp_path / "east_asian.dat"
    other.symlink_to(own_weights(dlib_engine.RECOGNITION))
    points = tmp_path / "points.dat"
    points.write_bytes(own_weights(dlib_engine.POINTS).read_bytes() + b"\0")
    engine = DlibEngine(recognition=other, points=points)
    assert engine.info.model == "east_asian"
    assert engine.info.licence == "as its supplier says"
    assert engine.info.version != dlib.info.version


def test_without_the_package_the_missing_weights_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dlib_engine, "WEIGHTS", "no_such_package")
    with pytest.raises(EngineMissing, match="install face-recognition-models"):
        DlibEngine()


def test_without_dlib_what_to_install_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dlib", None)
    with pytest.raises(EngineMissing, match=r"dlib: install onehall\[clock\]"):
        DlibEngine()


def test_opencv_s_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match=r"yunet\.onnx: there is no such file; .* OpenCV model zoo"):
        OpenCvEngine(tmp_path / "yunet.onnx", tmp_path / "sface.onnx")
    for name in ("yunet.onnx", "sface.onnx"):
        (tmp_path / name).write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(EngineMissing, match="not models of this kind"):
        OpenCvEngine(tmp_path / "yunet.onnx", tmp_path / "sface.onnx")


class FakeYunet:
    """Answers with one row: box, five marks, score, in the picture it is given."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []

    def setInputSize(self, size: tuple[int, int]) -> None:
        self.sizes.append(size)

    def detect(self, picture: Any) -> tuple[int, Any]:
        small = [50, 40, 20, 24, 55, 50, 65, 50, 60, 55, 56, 60, 64, 60, 0.9]
        large = [100, 40, 40, 48, 110, 60, 130, 60, 121, 70, 112, 80, 128, 80, 0.8]
        return 1, np.array([small, large], np.float32) if picture.any() else None


class FakeSface:
    def alignCrop(self, picture: Any, row: Any) -> Any:
        return row

    def feature(self, straight: Any) -> Any:
        return np.resize(straight, (1, 128)).astype(np.float32)


@pytest.fixture
def opencv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenCvEngine:
    for name in ("yunet.onnx", "sface.onnx"):
        (tmp_path / name).write_text(name)
    yunet, sface = FakeYunet(), FakeSface()
    monkeypatch.setattr(cv2().FaceDetectorYN, "create", lambda *_: yunet)
    monkeypatch.setattr(cv2().FaceRecognizerSF, "create", lambda *_: sface)
    return OpenCvEngine(tmp_path / "yunet.onnx", tmp_path / "sface.onnx")


def test_yunet_s_rows_become_faces_of_the_whole_picture(opencv: OpenCvEngine) -> None:
    large, small = opencv.detect(NOISE)
    assert large.box == Box(200, 80, 80, 96)
    assert small.box == Box(100, 80, 40, 48)
    assert large.score == pytest.approx(0.8)
    assert opencv.detect(np.zeros((480, 640, 3), np.uint8)) == ()


def test_eye_corners_stand_as_the_interface_says(opencv: OpenCvEngine) -> None:
    face = face_of([100, 40, 40, 48, 110, 60, 130, 60, 121, 70, 112, 80, 128, 80, 0.8], 1.0)
    outer_right, inner_right, outer_left, inner_left, nose = face.points.tolist()
    assert outer_right[0] > inner_right[0] > nose[0] > inner_left[0] > outer_left[0]
    turn, tilt = pose(face.points)
    assert turn == pytest.approx(0.05)
    assert tilt == pytest.approx(0.0)


def test_sface_s_templates_have_length_one(opencv: OpenCvEngine) -> None:
    face = opencv.detect(NOISE)[0]
    assert isinstance(face, YunetFace)
    assert np.linalg.norm(opencv.template(NOISE, face)) == pytest.approx(1.0)
    assert opencv.quality(NOISE, face).size == 80
    assert opencv.info.name == "opencv"
    with pytest.raises(TypeError, match="another engine"):
        opencv.template(NOISE, Face(face.box, 1.0, face.points))


def test_the_settings_choose_the_engine(tmp_path: Path) -> None:
    assert isinstance(build_face_engine("fake://"), FakeEngine)
    weights = own_weights(dlib_engine.RECOGNITION)
    assert isinstance(build_face_engine(f"dlib://?recognition={weights}&width=0"), DlibEngine)
    with pytest.raises(EngineMissing, match=r"none\.dat"):
        build_face_engine(f"dlib://?points={tmp_path / 'none.dat'}")
    with pytest.raises(EngineMissing, match=r"none\.onnx"):
        build_face_engine(f"opencv://?yunet={tmp_path / 'none.onnx'}&sface={tmp_path / 'none.onnx'}")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("opencv://?yunet=a.onnx", "both yunet= and sface="),
        ("dlib://?recogniton=a.dat", "unknown option"),
        ("dlib://?width=wide", "not a whole number"),
        ("dlib://models/a.dat", "nothing may follow"),
        ("fake://?people=3", "no options"),
        ("camera://0", "not a face engine"),
        ("cnn://", "unknown kind of port"),
        ("dlib", "unknown kind of port"),
    ],
)
def test_a_url_that_nobody_understands_is_told_with_what_is_allowed(url: str, why: str) -> None:
    with pytest.raises(BadDeviceUrl, match=why):
        build_face_engine(url)


def test_a_missing_library_is_told_when_the_engine_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "hardware.face.opencv_engine", raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(EngineMissing, match=r"pip install onehall\[clock\]"):
        build_face_engine("opencv://?yunet=a&sface=b")
    monkeypatch.undo()
    sys.modules["hardware.face.opencv_engine"] = opencv_engine
