"""Which recorded clips a sentence of the hall needs. Pure: words in, names of clips out.

A sentence is phrases, a phrase is clips: the pauses between are the speaker's.
"""

import re

from hardware.speech.interface import SpeechFault

Phrases = tuple[tuple[str, ...], ...]


class NotInClips(SpeechFault):
    """The clips do not hold this sentence; nothing has been said of it, and another voice can."""

    code = "not_in_clips"


_CHINESE_DIGITS = "零一二三四五六七八九"
_UNITS = {"十": "shi", "百": "bai", "千": "qian"}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ENGLISH_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

CHINESE: dict[str, str] = {
    **{f"zh/{digit}": character for digit, character in enumerate(_CHINESE_DIGITS)},
    **{f"zh/{name}": character for character, name in _UNITS.items()},
    **{f"zh/{letter}": letter for letter in _LETTERS},
    "zh/qing": "请",
    "zh/hao": "号",
    "zh/dao": "到",
    "zh/chuangkou": "窗口",
    "zh/banliyewu": "办理业务",
    "zh/chonghu": "重呼",
    "zh/zantingbanli": "暂停办理",
    "zh/qingliuyijiaohao": "请留意叫号",
}
"""Clip and what is recorded in it."""
ENGLISH: dict[str, str] = {
    **{f"en/{number}": word for number, word in enumerate(_ENGLISH_NUMBERS)},
    **{f"en/{20 + 10 * n}": word for n, word in enumerate(_ENGLISH_TENS)},
    **{f"en/{letter}": letter for letter in _LETTERS},
    "en/hundred": "hundred",
    "en/and": "and",
    "en/ticket": "Ticket",
    "en/calling_again": "Calling again",
    "en/please_go_to_window": "please go to window",
    "en/window": "Window",
    "en/has_paused": "has paused",
    "en/please_listen": "please listen for your number again",
}
LARGEST_ENGLISH = 999

_ZH_TICKET = r"(?:[A-Z0-9零一二三四五六七八九] )+号"
_ZH_CALL = re.compile(rf"请 ({_ZH_TICKET})到([零一二三四五六七八九十百千]+)号窗口办理业务(。重呼)?")
_ZH_PAUSED = re.compile(
    rf"([零一二三四五六七八九十百千]+)号窗口暂停办理，({_ZH_TICKET}(?:、{_ZH_TICKET})*)请留意叫号"
)
_EN_TICKET = r"[A-Z0-9](?: [A-Z0-9])*"
_EN_CALL = re.compile(rf"(Ticket|Calling again: ticket) ({_EN_TICKET}), please go to window (\d+)\.")
_EN_PAUSED = re.compile(
    rf"Window (\d+) has paused\. Ticket ({_EN_TICKET}(?:, {_EN_TICKET})*), "
    r"please listen for your number again\."
)


def chinese_clips(sentence: str) -> Phrases:
    """Raises NotInClips. An empty sentence needs none."""
    if not sentence.strip():
        return ()
    if call := _ZH_CALL.fullmatch(sentence):
        ticket, window, again = call.groups()
        phrases: Phrases = (
            ("zh/qing", *_zh_ticket(ticket)),
            ("zh/dao", *_zh_number(window), "zh/hao", "zh/chuangkou"),
            ("zh/banliyewu",),
        )
        return (*phrases, ("zh/chonghu",)) if again else phrases
    if paused := _ZH_PAUSED.fullmatch(sentence):
        window, tickets = paused.groups()
        return (
            (*_zh_number(window), "zh/hao", "zh/chuangkou", "zh/zantingbanli"),
            *(_zh_ticket(ticket) for ticket in tickets.split("、")),
            ("zh/qingliuyijiaohao",),
        )
    raise NotInClips(sentence)


def english_clips(sentence: str) -> Phrases:
    """Raises NotInClips. An empty sentence needs none."""
    if not sentence.strip():
        return ()
    if call := _EN_CALL.fullmatch(sentence):
        start, ticket, window = call.groups()
        first = () if start == "Ticket" else (("en/calling_again",),)
        said = ("en/please_go_to_window", *_en_number(int(window)))
        return (*first, ("en/ticket", *_en_ticket(ticket)), said)
    if paused := _EN_PAUSED.fullmatch(sentence):
        window, tickets = paused.groups()
        first_ticket, *others = tickets.split(", ")
        return (
            ("en/window", *_en_number(int(window)), "en/has_paused"),
            ("en/ticket", *_en_ticket(first_ticket)),
            *(_en_ticket(ticket) for ticket in others),
            ("en/please_listen",),
        )
    raise NotInClips(sentence)


def _zh_ticket(said: str) -> tuple[str, ...]:
    *characters, _ = said.split()
    return (*(f"zh/{_digit(each)}" for each in characters), "zh/hao")


def _digit(character: str) -> str:
    return str(_CHINESE_DIGITS.index(character)) if character in _CHINESE_DIGITS else character


def _zh_number(said: str) -> tuple[str, ...]:
    return tuple(f"zh/{_UNITS.get(each) or _digit(each)}" for each in said)


def _en_ticket(said: str) -> tuple[str, ...]:
    return tuple(f"en/{each}" for each in said.split())


def _en_number(number: int) -> tuple[str, ...]:
    """207 is two hundred and seven."""
    if number > LARGEST_ENGLISH:
        raise NotInClips(f"there are no clips for numbers above {LARGEST_ENGLISH}")
    hundreds, rest = divmod(number, 100)
    said = [f"en/{hundreds}", "en/hundred"] if hundreds else []
    if hundreds and rest:
        said.append("en/and")
    if rest >= 20:
        said.append(f"en/{rest // 10 * 10}")
        rest %= 10
        return (*said, f"en/{rest}") if rest else tuple(said)
    return (*said, f"en/{rest}") if rest or not hundreds else tuple(said)
