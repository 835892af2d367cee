"""The 256 bytes of text on a card, as each kind of document lays them out. Pure.

All text is UTF-16LE, filled up with spaces. The character at 248 tells the kind.
"""

import re
from collections.abc import Callable
from datetime import date

from hardware.id_reader.codes import nation_of, sex_of
from hardware.id_reader.interface import Document, IdCard, is_valid_foreign_number, is_valid_number

TEXT_BYTES = 256
KINDS = {
    " ": Document.RESIDENT,
    "J": Document.HK_MACAO_TAIWAN,
    "I": Document.FOREIGN_2017,
    "Y": Document.FOREIGN_2023,
}
FOR_LIFE = "长期"
# Field: (offset, length) in bytes.
Layout = dict[str, tuple[int, int]]
_VALIDITY: Layout = {"from": (188, 16), "until": (204, 16)}
_RESIDENT: Layout = _VALIDITY | {
    "name": (0, 30),
    "sex": (30, 2),
    "nation": (32, 4),
    "birth": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "issuer": (158, 30),
}
LAYOUTS: dict[Document, Layout] = {
    Document.RESIDENT: _RESIDENT,
    Document.HK_MACAO_TAIWAN: _RESIDENT | {"permit": (220, 18), "times": (238, 4)},
    Document.FOREIGN_2017: _VALIDITY
    | {
        "foreign": (0, 120),
        "sex": (120, 2),
        "number": (122, 30),
        "country": (152, 6),
        "name": (158, 30),
        "birth": (220, 16),
        "times": (236, 4),
        "issuer": (240, 8),
    },
    Document.FOREIGN_2023: _VALIDITY
    | {
        "name": (0, 30),
        "sex": (30, 2),
        "times": (32, 4),
        "birth": (36, 16),
        "foreign": (52, 70),
        "number": (122, 36),
        "foreign_rest": (220, 22),
        "country": (242, 6),
    },
}
_NUMBER_RULES: dict[Document, Callable[[str], bool]] = {
    Document.RESIDENT: is_valid_number,
    Document.HK_MACAO_TAIWAN: is_valid_number,
    Document.FOREIGN_2017: is_valid_foreign_number,
    Document.FOREIGN_2023: is_valid_foreign_number,
}
# The number of these holds the date of birth, and the card holds it again.
_BIRTH_TWICE = (Document.RESIDENT, Document.HK_MACAO_TAIWAN)


class UnreadableCard(ValueError):
    """The text on a card contradicts itself. Names the field, never what it holds."""


def card_of(block: bytes, photo: bytes = b"") -> IdCard:
    """The card with this text. Raises UnreadableCard."""
    kind = _kind_of(block)
    layout = LAYOUTS[kind]

    def field(name: str) -> str:
        at, length = layout.get(name, (0, 0))
        return plain_text(block[at : at + length])

    number, birth = field("number").upper(), _day(field("birth"), "birth")
    if not _NUMBER_RULES[kind](number):
        raise UnreadableCard("the number is not valid")
    if kind in _BIRTH_TWICE and number[6:14] != field("birth"):
        raise UnreadableCard("number and date of birth differ")
    foreign = (field("foreign") + field("foreign_rest")).strip()
    name = field("name") or foreign
    if not name:
        raise UnreadableCard("there is no name")
    return IdCard(
        name=name,
        id_number=number,
        sex=sex_of(field("sex")),
        birth=birth,
        expires=None if field("until") == FOR_LIFE else _day(field("until"), "end of validity"),
        kind=kind,
        nation=nation_of(field("nation")),
        address=field("address"),
        issuer=field("issuer"),
        valid_from=_day(field("from"), "begin of validity"),
        foreign_name=foreign,
        country=field("country"),
        permit_number=field("permit"),
        times_issued=field("times"),
        photo=photo,
    )


def plain_text(field: bytes) -> str:
    """A field without its filling. Control characters go: what a card says reaches printers and displays."""
    text = field.decode("utf-16-le", "replace")
    return "".join(each for each in text if each.isprintable() or ord(each) > 0xDFFF).strip()


def _kind_of(block: bytes) -> Document:
    if len(block) != TEXT_BYTES:
        raise UnreadableCard(f"{len(block)} bytes of text")
    kind = KINDS.get(block[248:250].decode("utf-16-le", "replace"))
    if kind is None:
        raise UnreadableCard("unknown kind of document")
    return kind


def _day(text: str, what: str) -> date:
    if re.fullmatch(r"[0-9]{8}", text):
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            # Its message would quote the date.
            pass
    raise UnreadableCard(f"{what} is not a date")
