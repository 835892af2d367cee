"""The enrolled templates, made ready for comparing."""

import numpy as np
import pytest

from hardware.face.matching.gallery import Gallery
from tests.hardware.face.face_people import hall, template


def test_what_a_person_is_compared_with_is_everybody_else() -> None:
    """The quick sums give what all pairs give."""
    gallery = Gallery.of(hall(40))
    likeness = gallery.directions @ gallery.directions.T
    for place in range(len(gallery)):
        others = np.delete(likeness[place], place)
        assert gallery.others_mean[place] == pytest.approx(others.mean(), abs=1e-4)
        assert gallery.others_spread[place] == pytest.approx(others.std(), abs=1e-4)


def test_enrolling_and_withdrawing_leave_no_trace() -> None:
    gallery = Gallery.of(hall(30))
    back = gallery.with_person("new", [template(99)]).without("new")
    assert back.people == gallery.people
    assert np.array_equal(back.directions, gallery.directions)
    assert np.array_equal(back.others_mean, gallery.others_mean)


def test_new_templates_take_the_place_of_the_old() -> None:
    gallery = Gallery.of(hall(3)).with_person("0001", [template(50)])
    assert len(gallery) == 3
    assert len(gallery.templates[gallery.places["0001"]]) == 1


def test_people_without_templates_are_not_in_it() -> None:
    assert Gallery.of({"a": [], "b": [template(1)]}).people == ("b",)
    assert len(Gallery.of({"a": []})) == 0
    assert Gallery.of({}).size == 0


def test_templates_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValueError, match="different engines"):
        Gallery.of({"a": [template(1)], "b": [template(2)[:64]]})
    with pytest.raises(ValueError, match="a: templates"):
        Gallery.of({"a": [template(1), template(2)[:64]]})
    with pytest.raises(ValueError, match="a: a template holds something that is no number"):
        Gallery.of({"a": [template(1) * np.float32("inf")]})


def test_it_tells_how_many_and_nobody_s_template() -> None:
    assert repr(Gallery.of(hall(3))) == "Gallery(3 people)"
