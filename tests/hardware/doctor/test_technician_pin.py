"""The hash of a technician's PIN."""

import pytest

from hardware.doctor.technician_pin import BadPinHash, hashed, is_pin, matches

HASH = hashed("246810")


def test_only_the_pin_itself_matches_its_hash() -> None:
    assert matches("246810", HASH)
    assert not matches("246811", HASH)
    assert not matches("", HASH)


def test_two_hashes_of_one_pin_differ_and_hold_no_pin() -> None:
    other = hashed("246810")
    assert other != HASH
    assert matches("246810", other)
    assert "246810" not in HASH.split(":")[:4]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("123456", True),
        ("123456789012", True),
        ("12345", False),
        ("1234567890123", False),
        ("12345a", False),
        ("１２３４５６", False),
    ],
)
def test_a_pin_has_six_to_twelve_digits(text: str, right: bool) -> None:
    assert is_pin(text) is right


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        "246810",
        "scrypt:1:8:1:00:00",
        HASH.replace("scrypt", "bcrypt"),
        HASH.replace(":8:", ":8000:"),
        HASH.replace("32768", str(2**40)),
        HASH[:-2],
    ],
)
def test_a_hash_that_is_not_ours_is_refused_before_any_memory_is_taken(spoilt: str) -> None:
    with pytest.raises(BadPinHash):
        matches("246810", spoilt)
