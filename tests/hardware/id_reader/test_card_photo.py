"""What becomes of the photo."""

import logging

import pytest

from hardware.health import LibraryMissing
from hardware.id_reader.photo import decoded_by, keeper

PHOTO = bytes(range(256)) * 4


def test_it_is_dropped_unless_it_is_asked_for() -> None:
    assert keeper("drop")(PHOTO) == b""


def test_it_may_be_kept_as_it_is() -> None:
    assert keeper("raw")(PHOTO) == PHOTO


def test_a_vendors_decoder_is_named_by_module_and_function() -> None:
    assert keeper("binascii:hexlify")(b"\1") == b"01"


@pytest.mark.parametrize(
    "rule", ["keep", "no_such_module:decode", "binascii:no_such_function", ":", "binascii"]
)
def test_a_decoder_that_is_not_there_is_refused_at_start_up_with_the_choices(rule: str) -> None:
    with pytest.raises(LibraryMissing, match="drop, raw or MODULE:FUNCTION"):
        keeper(rule)


def test_nobody_is_turned_away_because_of_a_picture(caplog: pytest.LogCaptureFixture) -> None:
    def broken(photo: bytes) -> bytes:
        raise ValueError(f"cannot decode {photo!r}")

    with caplog.at_level(logging.DEBUG):
        assert decoded_by(broken)(b"a person's face") == b""
    assert caplog.messages == ["the photo was not decoded: ValueError"]
