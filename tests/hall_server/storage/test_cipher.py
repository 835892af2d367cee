"""Personal data at rest: sealed with the hall's key, and hashed with it."""

import base64
import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from hall_server.storage.cipher import Cipher, ClockSeal, key_of

OURS, THEIRS = Cipher(b"k" * 32), Cipher(b"l" * 32)
texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)


@given(texts)
def test_a_sealed_text_is_opened_with_the_same_key(text: str) -> None:
    assert OURS.open(OURS.seal(text)) == text


def test_the_same_text_is_never_sealed_alike() -> None:
    assert OURS.seal("样甲子") != OURS.seal("样甲子")


def test_a_sealed_text_does_not_show_what_it_says() -> None:
    assert "样甲子".encode() not in base64.b64decode(OURS.seal("样甲子"))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(InvalidTag):
        THEIRS.open(OURS.seal("样甲子"))


@given(st.integers(0, 30))
def test_an_altered_text_is_noticed(at: int) -> None:
    raw = bytearray(base64.b64decode(OURS.seal("样甲子")))
    raw[at % len(raw)] ^= 1
    with pytest.raises(InvalidTag):
        OURS.open(base64.b64encode(bytes(raw)).decode())


def test_the_same_person_has_the_same_hash() -> None:
    assert OURS.person("43120219900101123x") == OURS.person(" 43120219900101123X ")


def test_two_persons_have_two_hashes() -> None:
    assert OURS.person("431202199001011234") != OURS.person("431202199001011235")


def test_a_hash_is_useless_without_the_key() -> None:
    assert OURS.person("431202199001011234") != THEIRS.person("431202199001011234")


def test_a_hash_does_not_show_the_number() -> None:
    assert len(OURS.person("431202199001011234")) == 64
    assert "431202" not in OURS.person("431202199001011234")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32"):
        Cipher(b"k" * length)


def test_the_halls_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "hall.key"
    first = key_of(path)
    assert (len(first), key_of(path)) == (32, first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_halls_have_two_keys(tmp_path: Path) -> None:
    assert key_of(tmp_path / "one") != key_of(tmp_path / "two")


def test_a_cards_hash_is_the_same_however_its_number_is_typed() -> None:
    assert OURS.card("04a2b9c1") == OURS.card(" 04A2B9C1 ")
    assert OURS.card("04a2b9c1") != OURS.card("04a2b9c2")


def test_a_cards_hash_says_nothing_without_the_halls_key() -> None:
    assert OURS.card("04A2B9C1") != THEIRS.card("04A2B9C1")
    assert OURS.card("04A2B9C1") != OURS.person("04A2B9C1")


def test_what_is_sealed_for_one_clock_is_closed_to_another() -> None:
    raw = bytes(range(16))
    sealed = base64.b64decode(ClockSeal("token-one").seal(raw))

    def opened(token: str) -> bytes:
        key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"onehall clock templates")
        return AESGCM(key.derive(token.encode())).decrypt(sealed[:12], sealed[12:], None)

    assert opened("token-one") == raw
    with pytest.raises(InvalidTag):
        opened("token-two")
    assert ClockSeal("token-one").seal(raw) != ClockSeal("token-one").seal(raw)
