"""Codes on the wire and on the card, as tables: what the module answers and what to do, nations, sexes."""

from dataclasses import dataclass
from enum import Enum

from hardware.id_reader.interface import Sex


class Action(Enum):
    """What the driver does about an answer."""

    GO_ON = "go on"
    EMPTY = "there is nothing of that kind on the card"
    NO_CARD = "keep looking"
    RESEND = "ask once more"
    SKIP = "never ask that again"
    AGAIN = "begin at find"
    REPLACE = "begin at find and ask for the card to be laid down again"
    NOT_AN_ID_CARD = "tell the citizen"
    UNWELL = "call the technician: the module failed its self-test"
    UNAUTHORISED = "call the technician: the module is not authorised"


@dataclass(frozen=True, slots=True)
class Status:
    meaning: str
    action: Action


# SW3 of an answer. SW1 and SW2 pass on what the card itself said and are not needed.
STATUSES: dict[int, Status] = {
    0x90: Status("success", Action.GO_ON),
    0x9F: Status("card found", Action.GO_ON),
    0x91: Status("no such content on this card", Action.EMPTY),
    0x80: Status("no card found", Action.NO_CARD),
    0x81: Status("select failed", Action.AGAIN),
    0x10: Status("the module received a wrong check byte", Action.RESEND),
    0x11: Status("the module received a wrong length", Action.RESEND),
    0x21: Status("the module does not know the command", Action.SKIP),
    0x23: Status("not selected before", Action.AGAIN),
    0x24: Status("unrecognised error", Action.AGAIN),
    0x31: Status("the card did not accept the module", Action.REPLACE),
    0x32: Status("the module did not accept the card", Action.REPLACE),
    0x33: Status("the information could not be verified", Action.REPLACE),
    0x40: Status("unrecognised kind of card", Action.NOT_AN_ID_CARD),
    0x41: Status("reading the card failed", Action.AGAIN),
    0x47: Status("no random number", Action.AGAIN),
    0x60: Status("self-test failed", Action.UNWELL),
    0x66: Status("not authorised", Action.UNAUTHORISED),
}


def status_of(sw3: int) -> Status:
    """A word that no table has means that this try failed."""
    return STATUSES.get(sw3, Status(f"unknown answer {sw3:02X}", Action.AGAIN))


# GB/T 3304, 01 to 56 in order.
_NATIONS = """
    汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳
    佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米
    塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
"""
NATIONS: dict[str, str] = {f"{code:02}": name for code, name in enumerate(_NATIONS.split(), 1)} | {
    "97": "其他",
    "98": "外国血统中国籍",
}
_SEXES = {str(sex.value): sex for sex in Sex}


def nation_of(code: str) -> str:
    """The name of a nation; a code that the standard lacks stays as it is."""
    return NATIONS.get(code, code)


def sex_of(code: str) -> Sex:
    return _SEXES.get(code, Sex.UNKNOWN)
