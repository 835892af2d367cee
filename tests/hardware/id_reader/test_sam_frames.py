"""The bytes of a SAM_V module, against published ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.id_reader import frames
from hardware.id_reader.frames import Answer, Framer, Garbled, MalformedAnswer, Question
from tests.hardware.id_reader.golden_cards import ONE_ADDRESS, RESIDENT, framed, read_answer

SAM_ID = "AA AA AA 96 69 00 14 00 00 90 05 00 03 00 CC 14 34 01 4E 61 BC 00 B1 68 DE 3A C1"


def cut(*pieces: bytes) -> list[Answer | Garbled]:
    framer = Framer()
    return [answer for piece in pieces for answer in framer.feed(piece)]


@pytest.mark.parametrize(
    ("question", "published"),
    [
        (frames.RESET, "AA AA AA 96 69 00 03 10 FF EC"),
        (frames.STATUS, "AA AA AA 96 69 00 03 11 FF ED"),
        (frames.SAM_ID, "AA AA AA 96 69 00 03 12 FF EE"),
        (frames.FIND, "AA AA AA 96 69 00 03 20 01 22"),
        (frames.SELECT, "AA AA AA 96 69 00 03 20 02 21"),
        (frames.READ, "AA AA AA 96 69 00 03 30 01 32"),
        (frames.READ_WITH_FINGERPRINT, "AA AA AA 96 69 00 03 30 10 23"),
        (frames.READ_ADDRESSES, "AA AA AA 96 69 00 03 30 03 30"),
        (frames.READ_MANAGEMENT, "AA AA AA 96 69 00 03 30 05 36"),
        (frames.set_baud(115200), "AA AA AA 96 69 00 03 60 00 63"),
        (frames.set_baud(57600), "AA AA AA 96 69 00 03 60 01 62"),
        (frames.set_baud(38400), "AA AA AA 96 69 00 03 60 02 61"),
        (frames.set_baud(19200), "AA AA AA 96 69 00 03 60 03 60"),
        (frames.set_baud(9600), "AA AA AA 96 69 00 03 60 04 67"),
        (frames.set_packet(0x50), "AA AA AA 96 69 00 04 61 FF 50 CA"),
        (frames.set_packet(0x58), "AA AA AA 96 69 00 04 61 FF 58 C2"),
    ],
)
def test_every_request_is_the_published_one(question: Question, published: str) -> None:
    assert question.frame == bytes.fromhex(published)


@pytest.mark.parametrize(
    ("published", "sw3", "size"),
    [
        ("AA AA AA 96 69 00 04 00 00 90 94", 0x90, 0),
        ("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97", 0x9F, 4),
        ("AA AA AA 96 69 00 04 00 00 80 84", 0x80, 0),
        ("AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C", 0x90, 8),
        ("AA AA AA 96 69 00 04 00 00 81 85", 0x81, 0),
        ("AA AA AA 96 69 00 04 00 00 91 95", 0x91, 0),
        ("AA AA AA 96 69 00 04 00 00 41 45", 0x41, 0),
        ("AA AA AA 96 69 00 04 00 00 10 14", 0x10, 0),
        ("AA AA AA 96 69 00 04 00 00 21 25", 0x21, 0),
        ("AA AA AA 96 69 00 04 00 00 60 64", 0x60, 0),
        (SAM_ID, 0x90, 16),
    ],
)
def test_every_published_answer_is_understood(published: str, sw3: int, size: int) -> None:
    (answer,) = cut(bytes.fromhex(published))
    assert isinstance(answer, Answer)
    assert (answer.sw1, answer.sw2, answer.sw3, len(answer.data)) == (0, 0, sw3, size)


def test_the_number_of_the_module_is_the_one_printed_on_it() -> None:
    (answer,) = cut(bytes.fromhex(SAM_ID))
    assert isinstance(answer, Answer)
    assert frames.module_number(answer.data) == "05.03-20190412-0012345678-0987654321"


def test_the_answer_of_a_read_is_1295_bytes_with_the_published_check_byte() -> None:
    frame = read_answer(RESIDENT)
    assert (len(frame), frame[:14].hex(), frame[-1]) == (1295, "aaaaaa9669050800009001000400", 0x21)
    (answer,) = cut(frame)
    assert isinstance(answer, Answer)
    blocks = frames.card_blocks(answer.data)
    assert (blocks.text, blocks.photo, blocks.fingerprint) == (RESIDENT, bytes(1024), b"")


@pytest.mark.parametrize(
    ("size", "total", "head", "check"),
    [
        (0, 1297, "aaaaaa9669050a000090010004000000", 0x23),
        (512, 1809, "aaaaaa9669070a000090010004000200", 0x23),
        (1024, 2321, "aaaaaa9669090a000090010004000400", 0x2B),
    ],
)
def test_a_read_with_a_fingerprint_has_a_third_length(size: int, total: int, head: str, check: int) -> None:
    lengths = bytes.fromhex("01000400") + size.to_bytes(2, "big")
    frame = framed(0x90, lengths + RESIDENT + bytes(1024 + size))
    assert (len(frame), frame[:16].hex(), frame[-1]) == (total, head, check)
    (answer,) = cut(frame)
    assert isinstance(answer, Answer)
    blocks = frames.card_blocks(answer.data, with_fingerprint=True)
    assert (blocks.text, len(blocks.photo), len(blocks.fingerprint)) == (RESIDENT, 1024, size)


def test_an_appended_address_is_35_characters() -> None:
    (answer,) = cut(ONE_ADDRESS)
    assert isinstance(answer, Answer)
    (address,) = frames.address_blocks(answer.data)
    assert address.decode("utf-16-le").strip() == "上海市浦东新区世纪大道100号"


@pytest.mark.parametrize("size", [1, 69, 71, 139])
def test_a_piece_of_an_address_is_malformed(size: int) -> None:
    with pytest.raises(MalformedAnswer):
        frames.address_blocks(bytes(size))


@pytest.mark.parametrize("data", [b"", b"\1\0", b"\1\0\4\0", b"\1\0\4\0" + bytes(1279), b"\0\0\0\0x"])
def test_lengths_that_do_not_fit_are_malformed(data: bytes) -> None:
    with pytest.raises(MalformedAnswer):
        frames.card_blocks(data)


def test_a_number_of_the_wrong_size_is_malformed() -> None:
    with pytest.raises(MalformedAnswer):
        frames.module_number(bytes(15))


NOISE = [
    b"\x00\xff\x55",
    b"\xaa",
    b"\xaa\xaa\xaa\xaa\xaa",
    bytes.fromhex("AAAAAA9668"),
    bytes.fromhex("AAAAAA96690003"),
    bytes.fromhex("AAAAAA9669FFFF"),
]


@pytest.mark.parametrize("noise", NOISE)
def test_noise_before_a_frame_is_skipped(noise: bytes) -> None:
    assert cut(noise + framed(0x80)) == [Answer(0, 0, 0x80)]


def test_a_frame_may_come_byte_by_byte() -> None:
    assert cut(*(bytes([byte]) for byte in framed(0x9F, bytes(4)))) == [Answer(0, 0, 0x9F, bytes(4))]


def test_a_preamble_inside_a_frame_does_not_begin_another() -> None:
    data = framed(0x80) * 3
    assert cut(framed(0x90, data)) == [Answer(0, 0, 0x90, data)]


def test_a_frame_inside_a_damaged_one_is_not_believed() -> None:
    damaged = bytearray(framed(0x90, framed(0x80)))
    damaged[-1] ^= 1
    assert cut(bytes(damaged), framed(0x9F)) == [Garbled(15), Answer(0, 0, 0x9F)]


def test_the_cards_own_status_bytes_are_passed_on() -> None:
    assert cut(framed(0x41, sw1=0x69, sw2=0x85)) == [Answer(0x69, 0x85, 0x41)]


@pytest.mark.parametrize(
    ("question", "answer", "fits"),
    [
        (frames.STATUS, Answer(0, 0, 0x90), True),
        (frames.STATUS, Answer(0, 0, 0x90, bytes(1284)), False),
        (frames.FIND, Answer(0, 0, 0x9F, bytes(4)), True),
        (frames.FIND, Answer(0, 0, 0x90), False),
        (frames.FIND, Answer(0, 0, 0x80), True),
        (frames.SELECT, Answer(0, 0, 0x9F, bytes(4)), False),
        (frames.SELECT, Answer(0, 0, 0x90, bytes(1284)), False),
        (frames.READ, Answer(0, 0, 0x90, bytes(8)), False),
        (frames.READ, Answer(0, 0, 0x41), True),
    ],
)
def test_an_answer_to_another_question_is_noticed_by_its_shape(
    question: Question, answer: Answer, fits: bool
) -> None:
    assert question.fits(answer) is fits


@given(st.binary(max_size=300), st.integers(0, 255))
def test_whatever_is_framed_is_found_again(data: bytes, sw3: int) -> None:
    assert cut(framed(sw3, data)) == [Answer(0, 0, sw3, data)]


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_any_bytes_in_any_pieces_are_survived(pieces: list[bytes]) -> None:
    assert cut(*pieces) == cut(b"".join(pieces))


@given(st.data(), st.integers(1, 255))
def test_one_wrong_byte_never_yields_a_card(data: st.DataObject, change: int) -> None:
    frame = bytearray(read_answer(RESIDENT, bytes(100)))
    place = data.draw(st.integers(0, len(frame) - 1))
    frame[place] ^= change
    assert not any(isinstance(each, Answer) and len(each.data) >= 256 for each in cut(bytes(frame)))


@given(st.binary(max_size=400))
def test_data_of_any_shape_is_cut_or_malformed(data: bytes) -> None:
    try:
        blocks = frames.card_blocks(data)
    except MalformedAnswer:
        return
    assert data[4:] == blocks.text + blocks.photo
