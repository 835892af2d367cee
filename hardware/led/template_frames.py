"""A specification and what to show, into bytes."""

from hardware.led.checksums import CHECKSUMS
from hardware.led.interface import Look, Spot
from hardware.led.led_text import encoded
from hardware.led.template_spec import BadSpec, FieldKind, Spec, SpecField, TextSource


def template_frame(spec: Spec, spot: Spot, look: Look, on: bool = False) -> bytes:
    """The whole frame, with its escapes. `on` is for switches. Raises BadSpec if a number does not fit."""
    values = [_value(field, spot, look, on) for field in spec.fields]
    for wanted in (FieldKind.LENGTH, FieldKind.CHECKSUM):
        for n, field in enumerate(spec.fields):
            if field.kind is wanted:
                values[n] = _sum_of(spec, field, values)
    pairs = zip(spec.fields, values, strict=True)
    return b"".join(value if field.raw else _escaped(spec, value) for field, value in pairs)


def _value(field: SpecField, spot: Spot, look: Look, on: bool) -> bytes:
    match field.kind:
        case FieldKind.CONST:
            return field.blink if look.blink and field.blink is not None else field.hex
        case FieldKind.ADDRESS:
            return _number(field, spot.address)
        case FieldKind.ROW:
            return _number(field, spot.row + field.plus)
        case FieldKind.TEXT:
            return _text(field, look)
        case FieldKind.SWITCH:
            return field.on if on else field.off
        case FieldKind.LENGTH:
            return bytes(field.size)
        case FieldKind.CHECKSUM:
            return bytes(CHECKSUMS[field.algorithm][1])


def _text(field: SpecField, look: Look) -> bytes:
    match field.source:
        case TextSource.TEXT:
            words = look.shown_text
        case TextSource.NUMBER:
            words = look.shown_number or " "
        case TextSource.WINDOW:
            words = look.window
    refuse = field.refuse

    def refused(so_far: bytes) -> bool:
        return refuse is not None and refuse.search(so_far) is not None

    text = encoded(words, field.charset, field.longest, refused).ljust(field.pad_to, field.pad)
    return b"".join(bytes([byte]) + field.after_each for byte in text) if field.after_each else text


def _sum_of(spec: Spec, field: SpecField, values: list[bytes]) -> bytes:
    names = [each.name for each in spec.fields]
    begin, end = names.index(field.covers[0]), names.index(field.covers[1])
    covered = b"".join(values[begin : end + 1])
    if field.kind is FieldKind.LENGTH:
        return _number(field, len(covered) + field.plus)
    calculate, size = CHECKSUMS[field.algorithm]
    return calculate(covered).to_bytes(size, "big" if field.big_endian else "little")


def _number(field: SpecField, number: int) -> bytes:
    try:
        return number.to_bytes(field.size, "big" if field.big_endian else "little")
    except OverflowError:
        raise BadSpec(f"field {field.name}: {number} does not fit in {field.size} byte(s)") from None


def _escaped(spec: Spec, value: bytes) -> bytes:
    return b"".join(spec.escapes.get(byte, bytes([byte])) for byte in value) if spec.escapes else value
