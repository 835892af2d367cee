"""The text blocks of made-up cards of every kind, field by field as on the cards, for the simulator."""

from collections.abc import Callable

from hardware.id_reader.interface import IdCard, check_character
from hardware.id_reader.sample_cards import EXPIRED_CARD

Field = tuple[str, int]


def resident(card: IdCard) -> bytes:
    """A resident's card. What a made-up person lacks is filled in."""
    until = f"{card.expires:%Y%m%d}" if card.expires else "长期"
    return _person(
        card.name,
        str(card.sex.value),
        "01",
        f"{card.birth:%Y%m%d}",
        card.address or "测试市测试区测试路1号",
        card.id_number,
        card.issuer or "测试市公安局",
        until,
    )


def hk_macao_taiwan() -> bytes:
    return _person(
        "测试港",
        "2",
        "",
        "19940823",
        "测试市测试区测试路2号",
        "810000199408230021",
        "测试出入境管理局",
        "20360731",
        "H12345678",
        "01",
        "J",
    )


def foreign_2017() -> bytes:
    return _filled(
        ("TEST, ALPHA", 120),
        ("1", 2),
        ("USA110100000000", 30),
        ("USA", 6),
        ("测试外", 30),
        ("20170616", 16),
        ("20360615", 16),
        ("19700101", 16),
        ("01", 4),
        ("1500", 8),
        ("I", 2),
        ("", 6),
    )


def foreign_2023() -> bytes:
    return _filled(
        ("测试新", 30),
        ("2", 2),
        ("01", 4),
        ("19810803", 16),
        ("TEST, WITH A NAME THAT NEEDS BOTH O", 70),
        ("911124198108030024", 36),
        ("", 30),
        ("20231201", 16),
        ("20331130", 16),
        ("F ITS PARTS", 22),
        ("USA", 6),
        ("Y", 2),
        ("", 6),
    )


def wrong_number() -> bytes:
    """A card whose check character is not the one of its number."""
    digits = "43120019491231001"
    wrong = next(each for each in "0123456789X" if each != check_character(digits))
    return _person("测试错", "1", "01", "19491231", "测试路3号", digits + wrong, "测试市公安局", "20360101")


def expired() -> bytes:
    """A resident's card whose last day is long past."""
    return resident(EXPIRED_CARD)


SAMPLES: dict[str, Callable[[], bytes]] = {
    "hmt": hk_macao_taiwan,
    "foreign2017": foreign_2017,
    "foreign2023": foreign_2023,
    "wrong": wrong_number,
    "expired": expired,
}

UNREADABLE = b""
"""Of a card that is found, but whose chip gives nothing."""


def address(text: str) -> bytes:
    """One address as it is written onto a card later on."""
    return _filled((text, 70))


def _person(
    name: str,
    sex: str,
    nation: str,
    birth: str,
    lives_at: str,
    number: str,
    issuer: str,
    until: str,
    permit: str = "",
    times: str = "",
    kind: str = " ",
) -> bytes:
    return _filled(
        (name, 30),
        (sex, 2),
        (nation, 4),
        (birth, 16),
        (lives_at, 70),
        (number, 36),
        (issuer, 30),
        ("20200101", 16),
        (until, 16),
        (permit, 18),
        (times, 4),
        ("", 6),
        (kind, 2),
        ("", 6),
    )


def _filled(*fields: Field) -> bytes:
    whole = b""
    for text, length in fields:
        encoded = text.encode("utf-16-le")[:length]
        whole += encoded + b" \0" * ((length - len(encoded)) // 2)
    return whole
