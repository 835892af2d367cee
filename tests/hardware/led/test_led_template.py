"""A display that needs no code: its specification, and what is said about a wrong one."""

from itertools import count
from pathlib import Path

import pytest

from hardware.led.checksums import CHECKSUMS
from hardware.led.interface import LedSilent, Look, Spot
from hardware.led.template import TemplateCard, spec_named
from hardware.led.template_examples import EXAMPLES, RELAY
from hardware.led.template_frames import template_frame
from hardware.led.template_spec import BadSpec, parse_spec
from hardware.transport.line import MemoryLine

FRAMED = """
gap_ms = 20
[escape]
A5 = "A6 02"
A6 = "A6 01"
[[field]]
kind = "const"
name = "start"
hex = "A5"
raw = true
[[field]]
kind = "address"
bytes = 2
order = "le"
[[field]]
kind = "length"
bytes = 2
from = "text"
to = "checksum"
plus = 1
[[field]]
kind = "text"
encoding = "gbk"
pad_to = 8
pad = "2E"
[[field]]
kind = "checksum"
algorithm = "crc16-ccitt"
from = "address"
to = "text"
[reply]
hex = "06 .. 15"
"""


def framed(text: str, address: int = 0xA5A6) -> bytes:
    return template_frame(parse_spec(FRAMED, "framed"), Spot(address), Look(text))


def test_lengths_padding_checksums_and_escapes() -> None:
    frame = framed("A")
    assert frame[:5] == bytes.fromhex("A5 A601 A602")
    body = bytes.fromhex("A6A5 000B") + b"A......."
    assert frame[5:15] == bytes.fromhex("000B") + b"A......."
    assert frame[15:] == CHECKSUMS["crc16-ccitt"][0](body).to_bytes(2, "big")


def test_a_constant_may_differ_while_a_call_blinks() -> None:
    spec = parse_spec(
        EXAMPLES["strip"].replace('hex = "01 00', 'blink = "08 00 99 00 63"\nhex = "01 00'), "s"
    )
    assert template_frame(spec, Spot(3), Look("x", blink=True))[6] == 8
    assert template_frame(spec, Spot(3), Look("x"))[6] == 1


def test_a_device_that_must_answer_is_waited_for() -> None:
    card = TemplateCard(parse_spec(FRAMED, "framed"), clock=count(0, 0.1).__next__)
    card.show(MemoryLine(lambda data: b"\x00\x06\xff\x15"), Spot(1), Look("A"))
    with pytest.raises(LedSilent):
        card.show(MemoryLine(lambda data: b"\x06\x15"), Spot(1), Look("A"))


def test_every_example_is_sound() -> None:
    for name in EXAMPLES:
        assert template_frame(spec_named(name), Spot(1), Look("请A001", "A001", "3"))


def test_a_specification_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(RELAY, encoding="utf-8")
    assert spec_named(str(path)).gap == 0.02
    with pytest.raises(BadSpec, match=r"missing\.toml"):
        spec_named(str(tmp_path / "missing.toml"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", r"here: at least one \[\[field\]\] is needed"),
        ("gap = 3\n" + FRAMED, "here: unknown key 'gap'; allowed: escape, field, gap_ms, name, reply"),
        (FRAMED.replace("gap_ms = 20", "gap_ms = -1"), "gap_ms must be a whole number from 0 to 60000"),
        (FRAMED.replace("gap_ms = 20", 'gap_ms = "x"'), "gap_ms must be a whole number"),
        (FRAMED.replace('hex = "A5"', 'hex = "A"'), "here, field 1: hex = 'A' is not hexadecimal"),
        (FRAMED.replace('hex = "A5"', ""), "here, field 1: hex must be a text in quotes"),
        (
            FRAMED.replace('kind = "address"', 'kind = "adress"'),
            "field 2: kind = 'adress'; allowed: const, ad",
        ),
        (FRAMED.replace('encoding = "gbk"', 'encoding = "utf8"'), "allowed: gb2312, gbk, gb18030"),
        (FRAMED.replace('"crc16-ccitt"', '"crc32"'), "allowed: sum8, xor8, sum16, crc16-arc"),
        (
            FRAMED.replace('from = "text"', 'from = "txt"'),
            "field 3: 'txt' is not the name of one field; fields: s",
        ),
        (FRAMED.replace('to = "text"', 'to = "start"'), "'address' stands after 'start'"),
        (FRAMED.replace('to = "text"', 'to = "checksum"'), "a checksum cannot cover a checksum"),
        (FRAMED.replace("raw = true", "raw = 1"), "raw must be true or false"),
        (FRAMED.replace("A5 = ", "A55 = "), "here, escape: 'A55' is not one hexadecimal byte"),
        (FRAMED.replace('"06 .. 15"', '"06 ? 15"'), "here, reply: hex must be bytes such as"),
        (FRAMED.replace('pad = "2E"', 'pad = "2E2E"'), "pad must be one byte"),
        (FRAMED.replace("pad_to = 8", "padto = 8"), "field 4: unknown key 'padto'; allowed: after_each, enc"),
        ("field = 3", r"at least one \[\[field\]\]"),
        ("field = [3]", "here, field 1: a table is needed"),
        ("= 3", "here: "),
    ],
)
def test_a_wrong_specification_is_told_with_its_place_and_what_is_allowed(text: str, told: str) -> None:
    with pytest.raises(BadSpec, match=told):
        parse_spec(text, "here")


def test_an_address_that_does_not_fit_is_told() -> None:
    with pytest.raises(BadSpec, match="field address: 70000 does not fit in 2"):
        framed("A", 70_000)
