"""Faces compared on the server: by the clocks' own measure, and only with those of their model."""

from base64 import b64encode

import numpy as np

from hall_server.domain.names import StaffNumber
from hall_server.faces import FaceComparing
from hall_server.operations.attendance_ports import Template
from hall_server.operations.enrolment import NewFace
from hardware.face.matching.gallery import Vector
from hardware.face.matching.thresholds import Thresholds
from tests.hardware.face.face_people import hall
from tests.small_hall import NINE

COMPARING = FaceComparing()
PEOPLE = hall(60, 4)


def text(vector: Vector) -> str:
    return b64encode(np.asarray(vector).astype("<f4").tobytes()).decode()


def new(*vectors: Vector, model: str = "painted") -> list[NewFace]:
    return [NewFace(model, "1", text(vector)) for vector in vectors]


def enrolled(people: dict[str, list[Vector]], version: str = "1") -> list[Template]:
    return [
        Template(
            id=f"{staff}-{number}",
            staff=StaffNumber(staff),
            model="painted",
            version=version,
            values=text(vector),
            enrolled_at=NINE,
        )
        for staff, vectors in people.items()
        for number, vector in enumerate(vectors)
    ]


OTHERS = enrolled({staff: list(vectors[:3]) for staff, vectors in PEOPLE.items() if staff != "0000"})


def test_a_new_face_is_close_to_nobody() -> None:
    assert COMPARING.closest(new(*PEOPLE["0000"]), OTHERS, {}) is None


def test_somebody_who_comes_again_under_another_number_is_found() -> None:
    assert COMPARING.closest(new(PEOPLE["0007"][3]), OTHERS, {}) == "0007"


def test_the_halls_own_thresholds_count() -> None:
    again = new(PEOPLE["0007"][3])
    assert COMPARING.closest(again, OTHERS, {"verify": 200.0}) is None


def test_a_threshold_that_nobody_knows_stops_no_enrolment() -> None:
    assert COMPARING.closest(new(PEOPLE["0007"][3]), OTHERS, {"strange": 1.0}) == "0007"


def test_in_a_small_hall_the_distance_alone_decides() -> None:
    few = [template for template in OTHERS if template.staff <= "0005"]
    assert COMPARING.closest(new(*PEOPLE["0003"][:3]), few, {}) == "0003"
    assert COMPARING.closest(new(*PEOPLE["0000"][:3]), few, {}) is None


def test_templates_of_another_version_are_left_aside() -> None:
    assert COMPARING.closest(new(PEOPLE["0007"][3]), enrolled({"0007": [PEOPLE["0007"][0]]}, "2"), {}) is None


def test_a_template_of_another_length_does_no_harm() -> None:
    odd = enrolled({"0001": [np.ones(4, np.float32)]})
    assert COMPARING.closest(new(PEOPLE["0007"][3]), odd, {}) is None


def test_the_first_face_of_a_hall_has_nobody_to_be_close_to() -> None:
    assert COMPARING.closest(new(PEOPLE["0000"][0]), [], {}) is None


def test_faces_of_two_people_differ_and_those_of_one_do_not() -> None:
    assert not COMPARING.differ(new(*PEOPLE["0001"]))
    assert COMPARING.differ(new(*PEOPLE["0001"][:2], PEOPLE["0002"][0]))


def test_templates_of_two_models_are_not_set_against_each_other() -> None:
    assert not COMPARING.differ(new(PEOPLE["0001"][0]) + new(PEOPLE["0002"][0], model="sface"))


def test_the_names_of_thresholds_are_those_of_the_clocks() -> None:
    assert set(COMPARING.threshold_names) == set(Thresholds().numbers())
