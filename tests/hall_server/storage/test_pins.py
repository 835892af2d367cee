"""PINs: only their slow hash is kept."""

import pytest

from hall_server.storage.pins import hashed, matches


def test_the_right_pin_matches_its_hash() -> None:
    assert matches("2468", hashed("2468"))


@pytest.mark.parametrize("pin", ["2469", "", "24680", " 2468"])
def test_another_pin_does_not(pin: str) -> None:
    assert not matches(pin, hashed("2468"))


def test_two_people_with_the_same_pin_have_two_hashes() -> None:
    assert hashed("2468") != hashed("2468")


def test_a_hash_does_not_contain_the_pin() -> None:
    assert "2468135790" not in hashed("2468135790")


@pytest.mark.parametrize("pin", ["0000000000", "2468"])
@pytest.mark.parametrize("nobody", [None, ""])
def test_nobody_gets_in_without_a_pin(nobody: str | None, pin: str) -> None:
    assert not matches(pin, nobody)


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not matches("2468", "argon2-was-here")
