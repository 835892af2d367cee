"""What the README shows is what the code says."""

from pathlib import Path

import pytest

from hall_server.domain import ticket, window

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


@pytest.mark.parametrize("life", [ticket, window], ids=["ticket", "window"])
def test_the_picture_of_a_life_is_the_table(life: object) -> None:
    picture = life.picture()  # type: ignore[attr-defined]
    assert picture in README


def test_every_picture_that_it_shows_is_there() -> None:
    shown = [part.split(")")[0] for part in README.split("](docs/")[1:]]
    assert shown
    for name in shown:
        assert (Path(__file__).parents[2] / "docs" / name).exists(), name
