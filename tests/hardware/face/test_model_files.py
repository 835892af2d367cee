"""Model files of an operator's own: whatever they are called, templates carry a name that the hall takes."""

from pathlib import Path

import pytest

from hall_server.wire.attendance import NewTemplate
from hardware.face.model_files import model_name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("dlib_face_recognition_resnet_model_v1.dat", "dlib_face_recognition_resnet_model_v1"),
        ("taguchi_face_recognition_resnet_model_v1.dat", "taguchi_face_recognition_resnet_model_v1"),
        ("our model (v2).dat", "our-model-v2-"),
        ("东亚人脸.dat", "-"),
        (f"{'x' * 60}.onnx", "x" * 40),
    ],
)
def test_a_models_name_fits_into_an_enrolment(file: str, name: str) -> None:
    assert model_name(Path(file)) == name
    assert NewTemplate(model=name, version="1", values="AACAPw==").model == name
