"""The keypad's bytes: published vectors, and noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.call_box import frames
from hardware.call_box.frames import Frame, Unframer
from hardware.call_box.interface import BLANK, Display, Key, KeyPress, Score

FROM_KEYPAD = [
    ("FF 68 03 03 68 03 01 0C 10 16", KeyPress(3, Key.NEXT)),
    ("FF 68 03 03 68 03 01 0D 11 16", KeyPress(3, Key.RECALL)),
    ("FF 68 03 03 68 03 01 0B 0F 16", KeyPress(3, Key.EVALUATE)),
    ("FF 68 04 04 68 03 01 06 0F 19 16", KeyPress(3, Key.CONFIRM, "6")),
    ("FF 68 04 04 68 03 01 00 0F 13 16", KeyPress(3, Key.CONFIRM, "0")),
    ("FF 68 04 04 68 03 01 03 0F 16 16", KeyPress(3, Key.CONFIRM, "3")),
    ("FF 68 03 03 68 03 01 12 16 16", KeyPress(3, Key.PAUSE)),
    ("FF 68 03 03 68 03 01 13 17 16", KeyPress(3, Key.TRANSFER)),
    ("FF 68 03 03 68 03 11 00 14 16", Score(3, 0)),
    ("FF 68 03 03 68 03 11 03 17 16", Score(3, 3)),
]
TO_KEYPAD = [
    (frames.display(3, Display(12, 7)), "FF 68 08 08 68 03 02 00 01 02 00 00 07 0F 16"),
    (frames.display(3, Display(12)), "FF 68 08 08 68 03 02 00 01 02 0A 0A 0A 26 16"),
    (frames.display(3, Display(number=7)), "FF 68 08 08 68 03 02 0A 0A 0A 00 00 07 2A 16"),
    (frames.beep(3), "FF 68 02 02 68 03 03 06 16"),
    (frames.stars(3), "FF 68 03 03 68 03 02 05 0A 16"),
    (frames.start_evaluation(3), "FF 68 03 03 68 03 01 0B 0F 16"),
]
keypad_frames = st.builds(Frame, st.integers(0, 255), st.integers(0, 255), st.binary(min_size=1, max_size=3))


@pytest.mark.parametrize(("written", "meaning"), FROM_KEYPAD)
def test_what_a_keypad_says_is_understood(written: str, meaning: object) -> None:
    data = bytes.fromhex(written)
    (found,) = Unframer().feed(data)
    assert frames.heard(found) == meaning
    assert frames.encode(found) == data


@pytest.mark.parametrize(("frame", "written"), TO_KEYPAD)
def test_what_the_hall_says_is_byte_for_byte_as_published(frame: Frame, written: str) -> None:
    assert frames.encode(frame) == bytes.fromhex(written)


def test_a_key_is_acknowledged_by_its_own_frame() -> None:
    (pressed,) = Unframer().feed(bytes.fromhex(FROM_KEYPAD[0][0]))
    assert frames.acknowledgement(pressed) == pressed


@pytest.mark.parametrize(
    ("score", "answer"),
    [
        ("FF 68 03 03 68 03 11 00 14 16", "FF 68 03 03 68 03 01 00 04 16"),
        ("FF 68 03 03 68 03 11 03 17 16", "FF 68 03 03 68 03 01 03 07 16"),
    ],
)
def test_a_score_is_acknowledged_with_command_01(score: str, answer: str) -> None:
    (given_score,) = Unframer().feed(bytes.fromhex(score))
    assert frames.encode(frames.acknowledgement(given_score)) == bytes.fromhex(answer)


@given(keypad_frames)
def test_any_frame_goes_there_and_back(frame: Frame) -> None:
    assert Unframer().feed(frames.encode(frame)) == [frame]


@given(st.lists(keypad_frames, max_size=5), st.integers(1, 7))
def test_frames_are_found_in_whatever_pieces_they_come(sent: list[Frame], size: int) -> None:
    stream, unframer = b"".join(map(frames.encode, sent)), Unframer()
    pieces = [stream[i : i + size] for i in range(0, len(stream), size)]
    assert [frame for piece in pieces for frame in unframer.feed(piece)] == sent


@given(st.binary(max_size=40).map(lambda noise: noise.replace(b"\xff", b"\xfe")), keypad_frames)
def test_noise_before_a_frame_costs_nothing(noise: bytes, frame: Frame) -> None:
    assert Unframer().feed(noise + frames.encode(frame)) == [frame]


@given(st.binary(max_size=40), keypad_frames)
def test_any_noise_is_over_after_a_silence(noise: bytes, frame: Frame) -> None:
    unframer = Unframer()
    unframer.feed(noise)
    unframer.forget()
    assert unframer.feed(frames.encode(frame)) == [frame]


@given(st.sampled_from([b"\xff", b"\xff\x68", b"\xff\x68\x03", b"\xff\x68\x04\x04"]), keypad_frames)
def test_a_frame_that_was_cut_short_does_not_swallow_the_next(cut: bytes, frame: Frame) -> None:
    assert Unframer().feed(cut + frames.encode(frame)) == [frame]


@given(keypad_frames, st.integers(0, 200), st.integers(1, 255))
def test_one_wrong_byte_is_never_believed(frame: Frame, place: int, change: int) -> None:
    data = bytearray(frames.encode(frame))
    data[place % len(data)] ^= change
    assert frame not in Unframer().feed(bytes(data))


@pytest.mark.parametrize(
    "written",
    [
        "FF 68 02 02 68 03 01 04 16",
        "FF 68 06 06 68 03 01 01 02 03 0C 16 16",
        "FF 68 03 04 68 03 01 0C 10 16",
        "FF 68 03 03 67 03 01 0C 10 16",
        "FF 68 03 03 68 03 01 0C 10 17",
    ],
)
def test_a_frame_of_a_wrong_shape_is_rejected(written: str) -> None:
    unframer = Unframer()
    assert unframer.feed(bytes.fromhex(written)) == []
    assert unframer.rejected == 1


def test_a_keypad_that_sends_longer_numbers_is_a_setting() -> None:
    (found,) = Unframer(longest=8).feed(frames.encode(Frame(3, 1, bytes((0, 2, 3, 0x0F)))))
    assert frames.heard(found) == KeyPress(3, Key.CONFIRM, "023")


def test_digits_may_also_come_one_by_one() -> None:
    assert frames.heard(Frame(3, 1, b"\x07")) == KeyPress(3, Key.DIGITS, "7")


@pytest.mark.parametrize(
    "frame", [Frame(3, 1), Frame(3, 1, b"\x44"), Frame(3, 0x11, b"\x04"), Frame(3, 1, b"\x0b\x0c")]
)
def test_a_key_that_nobody_knows_means_nothing(frame: Frame) -> None:
    assert frames.heard(frame) is None


@given(st.integers(0, 999), st.integers(0, 999))
def test_a_display_is_read_back_as_written(waiting: int, number: int) -> None:
    shown = Display(waiting, number)
    assert frames.shown_by(frames.display(9, shown).data) == shown


def test_long_numbers_keep_their_last_digits_and_crowds_are_999() -> None:
    assert frames.shown_by(frames.display(9, Display(1500, 1023)).data) == Display(999, 23)
    assert frames.shown_by(frames.display(9, BLANK).data) == BLANK
    assert frames.shown_by(b"\x05") is None
