"""Cards of people who do not exist, with valid check characters, for tests and demo."""

from datetime import date

from hardware.id_reader.interface import IdCard, Sex, check_character

_REGION = "431200"


def sample_card(name: str, birth: date, serial: int, expires: date | None = None) -> IdCard:
    """A made-up card. `serial` is 0 to 999 and, as on real cards, odd for men and even for women."""
    first_17 = f"{_REGION}{birth:%Y%m%d}{serial:03}"
    sex = Sex.MALE if serial % 2 else Sex.FEMALE
    return IdCard(name, first_17 + check_character(first_17), sex, birth, expires)


SAMPLE_CARDS = (
    sample_card("测试甲", date(1949, 12, 31), 1),
    sample_card("测试乙", date(1986, 5, 17), 2, date(2036, 5, 17)),
    sample_card("测试丙喆", date(1995, 2, 28), 3, date(2035, 2, 28)),
    sample_card("测试丁䶮", date(2001, 9, 9), 4, date(2031, 9, 9)),
    sample_card("测试戊", date(1958, 7, 1), 996),
)
EXPIRED_CARD = sample_card("测试己", date(1979, 3, 15), 5, date(2019, 3, 15))
