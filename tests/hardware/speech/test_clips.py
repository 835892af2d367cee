"""Which clips a sentence of the hall needs; the sentences are those that the boards say."""

import pytest

from hall_server.wire.catalogue import text
from hall_server.wire.spoken import call_en, call_zh, chinese_number, spoken_ticket_zh
from hall_server.wire.words import Language
from hardware.speech.clips import CHINESE, ENGLISH, NotInClips, Phrases, chinese_clips, english_clips

WINDOWS = range(1, 208)
NUMBERS = range(1, 2000)


def words(phrases: Phrases) -> str:
    """What is heard, phrases parted by a bar."""
    said = {**CHINESE, **ENGLISH}
    return " | ".join(" ".join(said[name] for name in phrase) for phrase in phrases)


def test_a_call_in_chinese() -> None:
    assert words(chinese_clips(call_zh("BG023", 85))) == "请 B G 零 二 三 号 | 到 八 十 五 号 窗口 | 办理业务"


def test_a_recall_in_chinese() -> None:
    assert words(chinese_clips(call_zh("A1002", 207, recall=True))) == (
        "请 A 一 零 零 二 号 | 到 二 百 零 七 号 窗口 | 办理业务 | 重呼"
    )


def test_a_call_in_english() -> None:
    assert words(english_clips(call_en("BG023", 85))) == (
        "Ticket B G zero two three | please go to window eighty five"
    )


def test_a_recall_in_english() -> None:
    assert words(english_clips(call_en("A001", 207, recall=True))) == (
        "Calling again | Ticket A zero zero one | please go to window two hundred and seven"
    )


def test_a_paused_window_is_told_in_both_languages() -> None:
    zh = text(
        "board.say_re_pooled",
        Language.ZH,
        window=chinese_number(85),
        numbers="、".join(f"{spoken_ticket_zh(n)} 号" for n in ("BG023", "BG024")),
    )
    en = text("board.say_re_pooled", Language.EN, window=85, numbers="B G 0 2 3, B G 0 2 4")
    assert words(chinese_clips(zh)) == (
        "八 十 五 号 窗口 暂停办理 | B G 零 二 三 号 | B G 零 二 四 号 | 请留意叫号"
    )
    assert words(english_clips(en)) == (
        "Window eighty five has paused | Ticket B G zero two three | B G zero two four"
        " | please listen for your number again"
    )


def test_every_window_and_every_number_of_a_day_has_its_clips() -> None:
    for window in WINDOWS:
        for phrase in (*chinese_clips(call_zh("A001", window)), *english_clips(call_en("A001", window))):
            assert set(phrase) <= CHINESE.keys() | ENGLISH.keys()
    for number in NUMBERS:
        ticket = f"BG{number:03}"
        for phrase in (*chinese_clips(call_zh(ticket, 1)), *english_clips(call_en(ticket, 1))):
            assert set(phrase) <= CHINESE.keys() | ENGLISH.keys()


def test_every_letter_has_its_clips() -> None:
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        assert f"zh/{letter}" in chinese_clips(call_zh(f"{letter}001", 1))[0]
        assert f"en/{letter}" in english_clips(call_en(f"{letter}001", 1))[0]


def test_the_window_is_said_as_the_hall_writes_it() -> None:
    for window in WINDOWS:
        _, where, _ = chinese_clips(call_zh("A001", window))
        assert "".join(CHINESE[name] for name in where) == f"到{chinese_number(window)}号窗口"


@pytest.mark.parametrize(
    "sentence", ["各位办事群众，请注意", "请 A 零 号到号窗口办理业务", "请 a 零 号到一号窗口办理业务"]
)
def test_a_sentence_that_is_not_the_halls_is_not_half_said(sentence: str) -> None:
    with pytest.raises(NotInClips):
        chinese_clips(sentence)


@pytest.mark.parametrize("sentence", ["Please be quiet", "Ticket A 0 0 1, please go to window 1000."])
def test_an_english_sentence_that_is_not_the_halls_is_not_half_said(sentence: str) -> None:
    with pytest.raises(NotInClips):
        english_clips(sentence)


def test_nothing_needs_no_clips() -> None:
    assert chinese_clips("") == english_clips(" ") == ()
