"""What is looked at before templates are enrolled."""

import pytest

from hardware.face.matching.enrolment import MOST_SPREAD, spread, too_close
from hardware.face.matching.gallery import Gallery
from tests.hardware.face.face_people import hall, template


@pytest.mark.parametrize("people", [6, 60], ids=["small hall", "hall"])
def test_somebody_enrolled_under_another_number_is_found(people: int) -> None:
    gallery = Gallery.of(hall(people))
    close = too_close([template(5, 20), template(5, 21)], gallery)
    assert close is not None
    assert close.staff == "0005"


@pytest.mark.parametrize("people", [0, 6, 60])
def test_a_new_face_is_close_to_nobody(people: int) -> None:
    gallery = Gallery.of(hall(people))
    for person in range(200, 230):
        assert too_close([template(person, 20), template(person, 21)], gallery) is None


def test_one_s_own_old_templates_do_not_count() -> None:
    gallery = Gallery.of(hall(60))
    assert too_close([template(5, 20)], gallery, besides="0005") is None
    assert too_close([template(5, 20)], gallery, besides="0006") is not None


def test_pictures_of_two_people_differ_too_much() -> None:
    assert spread([template(5, picture) for picture in range(5)]) < MOST_SPREAD
    assert spread([template(5, 0), template(5, 1), template(6, 0)]) > MOST_SPREAD
    assert spread([template(5)]) == 0.0
